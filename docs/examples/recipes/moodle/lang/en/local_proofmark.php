<?php

defined('MOODLE_INTERNAL') || die();

$string['pluginname'] = 'Proofmark';
$string['url'] = 'Server';
$string['url_desc'] = 'Such as https://badges.example.edu';
$string['key'] = 'API key';
$string['key_desc'] = 'One with the scope "issue" and no other.';
$string['achievements'] = 'Achievements';
$string['achievements_desc'] = 'One line for each course: its number, "=", the identifier of the achievement.';
