<?php

defined('MOODLE_INTERNAL') || die();

if ($hassiteconfig) {
    $settings = new admin_settingpage('local_proofmark', get_string('pluginname', 'local_proofmark'));
    $text = fn(string $name) => get_string($name, 'local_proofmark');
    $settings->add(new admin_setting_configtext('local_proofmark/url', $text('url'), $text('url_desc'), '', PARAM_URL));
    $settings->add(new admin_setting_configpasswordunmask('local_proofmark/key', $text('key'), $text('key_desc'), ''));
    $settings->add(new admin_setting_configtextarea(
        'local_proofmark/achievements', $text('achievements'), $text('achievements_desc'), ''));
    $ADMIN->add('localplugins', $settings);
}
