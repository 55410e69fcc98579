<?php
// Receives webhooks with nothing but PHP 8: WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:3000 receiver.php

const TOLERANCE_SECONDS = 300;

/** The event, or null when the message is not to be believed. $body is the text as it arrived. */
function verify(string $body, array $headers, array $secrets, ?int $now = null): ?array
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    $signatures = $headers['webhook-signature'] ?? '';
    if ($id === '' || $signatures === '' || !preg_match('/^[0-9]{1,15}\z/', $timestamp)) {
        return null;
    }
    // An old message that somebody recorded is refused.
    if (abs(($now ?? time()) - (int) $timestamp) > TOLERANCE_SECONDS) {
        return null;
    }
    foreach ($secrets as $secret) {
        $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
        $expected = hash_hmac('sha256', "$id.$timestamp.$body", $key, true);
        foreach (explode(' ', $signatures) as $signature) {
            if (!str_starts_with($signature, 'v1,')) {
                continue;
            }
            $given = base64_decode(substr($signature, 3), true);
            // hash_equals takes the same time wherever the two differ, for equal lengths.
            if ($given !== false && strlen($given) === strlen($expected) && hash_equals($expected, $given)) {
                return json_decode($body, true);
            }
        }
    }
    return null;
}

$headers = [];
foreach (['webhook-id', 'webhook-timestamp', 'webhook-signature'] as $name) {
    $headers[$name] = $_SERVER['HTTP_' . strtoupper(str_replace('-', '_', $name))] ?? '';
}
// Several while one replaces another, separated by spaces.
$secrets = explode(' ', getenv('WEBHOOK_SECRET'));
$event = verify(file_get_contents('php://input'), $headers, $secrets);
if ($event === null) {
    http_response_code(400);
    return;
}
// An event may arrive twice: keep $event['id'] in a database and do nothing the second time.
error_log($event['type'] . ' ' . ($event['data']['credentialId'] ?? ''));
http_response_code(204);
