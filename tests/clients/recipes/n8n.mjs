// As much of n8n as the workflow uses: an exported workflow, and what its webhook was sent.

/** Carries a workflow out, and gives what its last node gave. */
export async function runWorkflow(workflow, request, { bearer, origin }) {
  let node = workflow.nodes.find((each) => each.type === "n8n-nodes-base.webhook");
  let $json = { headers: request.headers, params: {}, query: {}, body: request.body };
  for (;;) {
    const next = workflow.connections[node.name]?.main[0][0];
    if (!next) return $json;
    node = workflow.nodes.find((each) => each.name === next.node);
    if (node.type !== "n8n-nodes-base.httpRequest") throw new Error(`${node.type} is not known here`);
    $json = await sendRequest(node.parameters, $json, { bearer, origin });
  }
}

async function sendRequest(parameters, $json, { bearer, origin }) {
  const headers = { "content-type": "application/json" };
  for (const { name, value } of parameters.headerParameters.parameters)
    headers[name] = evaluate(value, $json);
  if (parameters.genericAuthType === "httpBearerAuth") headers.authorization = `Bearer ${bearer}`;
  const url = evaluate(parameters.url, $json).replace("https://badges.example.edu", origin);
  const answer = await fetch(url, {
    method: parameters.method,
    headers,
    body: evaluate(parameters.jsonBody, $json),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} ${body.error.code}`);
  return body;
}

/** A parameter that begins with `=` is a text with expressions in double braces. */
function evaluate(parameter, $json) {
  if (!parameter.startsWith("=")) return parameter;
  return parameter
    .slice(1)
    .replace(/\{\{(.+?)\}\}(?!\})/gs, (_, source) => new Function("$json", `return (${source});`)($json));
}
