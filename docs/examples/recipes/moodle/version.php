<?php
// Lies in local/proofmark of a Moodle, with the files beside it.

defined('MOODLE_INTERNAL') || die();

$plugin->component = 'local_proofmark';
$plugin->version = 2026112100;
$plugin->requires = 2022112800; // Moodle 4.1
