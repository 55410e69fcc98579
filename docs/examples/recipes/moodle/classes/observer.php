<?php

namespace local_proofmark;

class observer {
    /** Only notes what there is to do: whoever completes a course does not wait for another server. */
    public static function course_completed(\core\event\course_completed $event): void {
        $task = new task\issue();
        $task->set_custom_data([
            'completion' => $event->objectid,
            'course' => $event->courseid,
            'user' => $event->relateduserid,
        ]);
        \core\task\manager::queue_adhoc_task($task);
    }
}
