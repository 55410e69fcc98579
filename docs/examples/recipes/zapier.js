// A step "Code by Zapier: Run JavaScript". Its input data, to be filled from the step before: url, key, achievementId,
// enrolmentId, name, email. Zapier gives `inputData`, and hands `output` to the next step.

const completion = `enrolment-${inputData.enrolmentId}`;
const answer = await fetch(`${inputData.url}/v1/credentials`, {
  method: "POST",
  headers: {
    authorization: `Bearer ${inputData.key}`,
    "content-type": "application/json",
    // The same when Zapier replays the step.
    "idempotency-key": completion,
  },
  body: JSON.stringify({
    achievementId: inputData.achievementId,
    recipient: { name: inputData.name, email: inputData.email },
    externalId: completion,
  }),
});
const credential = await answer.json();
// A step that throws is shown as failed, and can be replayed.
if (!answer.ok) throw new Error(credential.error.message);
output = { id: credential.id, verificationUrl: credential.verificationUrl };
