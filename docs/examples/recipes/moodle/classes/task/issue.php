<?php

namespace local_proofmark\task;

/** Issues for one completion. Moodle runs a task that throws again, later and later. */
class issue extends \core\task\adhoc_task {
    /** It has the credential already: said when the same completion is told of once more, in other words. */
    private const DONE = ['duplicate_credential', 'external_id_taken', 'idempotency_key_reused'];

    public function execute(): void {
        $data = $this->get_custom_data();
        $achievement = self::achievements()[$data->course] ?? null;
        $user = \core_user::get_user($data->user);
        if ($achievement === null || !$user || $user->deleted) {
            return;
        }
        // The same however often the task runs; another one when a completion was reset and reached again.
        $completion = "moodle-completion-{$data->completion}";
        self::post($completion, [
            'achievementId' => $achievement,
            'recipient' => ['name' => fullname($user), 'email' => $user->email],
            'externalId' => $completion,
        ]);
    }

    /** Course → achievement, from the plugin's settings. */
    private static function achievements(): array {
        $achievements = [];
        foreach (preg_split('/\R/', (string) get_config('local_proofmark', 'achievements')) as $line) {
            if (str_contains($line, '=')) {
                [$course, $achievement] = array_map('trim', explode('=', $line, 2));
                $achievements[$course] = $achievement;
            }
        }
        return $achievements;
    }

    private static function post(string $completion, array $body): void {
        global $CFG;
        require_once($CFG->libdir . '/filelib.php');
        $curl = new \curl();
        $curl->setHeader([
            'Authorization: Bearer ' . get_config('local_proofmark', 'key'),
            'Content-Type: application/json',
            "Idempotency-Key: $completion",
        ]);
        $url = rtrim(get_config('local_proofmark', 'url'), '/') . '/v1/credentials';
        $answer = $curl->post($url, json_encode($body), ['CURLOPT_TIMEOUT' => 15]);
        if ($curl->get_errno()) {
            throw new \moodle_exception('error', 'local_proofmark', '', null, (string) $answer);
        }
        $status = (int) $curl->get_info()['http_code'];
        $error = json_decode($answer)->error ?? null;
        if ($status !== 201 && !in_array($error->code ?? '', self::DONE, true)) {
            throw new \moodle_exception('error', 'local_proofmark', '', null, "$status: " . ($error->message ?? ''));
        }
    }
}
