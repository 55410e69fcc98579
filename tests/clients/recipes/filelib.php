<?php
// Moodle's class of this name, over PHP's own streams.

class curl {
    private array $headers = [];
    private int $status = 0;
    private int $errno = 0;

    public function setHeader(array $headers): void {
        $this->headers = array_merge($this->headers, $headers);
    }

    public function post(string $url, $params, array $options) {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => $this->headers,
            'content' => $params,
            'timeout' => $options['CURLOPT_TIMEOUT'],
            'ignore_errors' => true,
        ]]);
        try {
            $body = file_get_contents($url, false, $context);
        } catch (\ErrorException $error) {
            $this->errno = 7;
            return $error->getMessage();
        }
        $this->status = (int) explode(' ', $http_response_header[0])[1];
        return $body;
    }

    public function get_errno(): int {
        return $this->errno;
    }

    public function get_info(): array {
        return ['http_code' => $this->status];
    }
}
