<?php
// As much of Moodle as the plugin touches: php moodle.php PLUGIN completes a course, delivers the event to the plugin's
// observers as often as COPIES says, and carries out the tasks that were queued. What Moodle stores as JSON is JSON here.

namespace {
    set_error_handler(function (int $number, string $text) {
        throw new \ErrorException($text);
    });
    define('MOODLE_INTERNAL', true);
    $CFG = (object) ['libdir' => __DIR__];
    $plugin = $argv[1];

    spl_autoload_register(function (string $class) use ($plugin) {
        if (str_starts_with($class, 'local_proofmark\\')) {
            require $plugin . '/classes/' . str_replace('\\', '/', substr($class, 16)) . '.php';
        }
    });

    class moodle_exception extends \Exception {
        public function __construct($code, $module = '', $link = '', $a = null, $debuginfo = null) {
            parent::__construct("$module/$code: $debuginfo");
        }
    }

    class core_user {
        public static function get_user($id) {
            $user = ['id' => $id, 'firstname' => 'Grace', 'lastname' => 'Hopper', 'email' => 'grace@example.com'];
            return (object) ($user + ['deleted' => getenv('DELETED') ? 1 : 0]);
        }
    }

    function fullname($user): string {
        return "$user->firstname $user->lastname";
    }

    function get_config(string $plugin, string $name) {
        assert($plugin === 'local_proofmark');
        return getenv('CONFIG_' . strtoupper($name));
    }
}

namespace core\event {
    class course_completed {
        public function __construct(private array $data) {
        }

        public function __get(string $name) {
            return $this->data[$name];
        }
    }
}

namespace core\task {
    abstract class adhoc_task {
        private string $data = 'null';

        abstract public function execute();

        public function set_custom_data($data): void {
            $this->data = json_encode($data);
        }

        public function get_custom_data() {
            return json_decode($this->data);
        }
    }

    class manager {
        public static array $queued = [];

        public static function queue_adhoc_task(adhoc_task $task): void {
            self::$queued[] = $task;
        }
    }
}

namespace {
    require $plugin . '/db/events.php';
    $event = new \core\event\course_completed([
        'eventname' => '\core\event\course_completed',
        'objecttable' => 'course_completions',
        'objectid' => '93',
        'courseid' => '7',
        'relateduserid' => '4',
        'other' => ['relateduserid' => '4'],
    ]);
    for ($copy = 0; $copy < (int) getenv('COPIES'); $copy++) {
        foreach ($observers as $observer) {
            if ($observer['eventname'] === $event->eventname) {
                call_user_func($observer['callback'], $event);
            }
        }
    }
    foreach (\core\task\manager::$queued as $task) {
        $task->execute();
    }
    echo count(\core\task\manager::$queued), " tasks\n";
}
