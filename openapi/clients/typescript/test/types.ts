// Compiled, not run: what a caller may write, and what it gets.

import { createClient, everyItem, ProofmarkError } from "../src/index.js";

export async function use(): Promise<string[]> {
  const proofmark = createClient({ baseUrl: "https://badges.example.edu", apiKey: () => "pm_sandbox_x" });
  const achievement = await proofmark.createAchievement({
    body: {
      name: "Welding 101",
      description: "Can weld.",
      criteria: { narrative: "Weld." },
      achievementType: "Course",
    },
  });
  const credential = await proofmark.issueCredential(
    {
      body: {
        achievementId: achievement.id,
        recipient: { name: "Grace Hopper", email: "grace@example.com" },
      },
    },
    { idempotencyKey: "row-17" },
  );
  // @ts-expect-error a recipient is needed
  await proofmark.issueCredential({ body: { achievementId: achievement.id } });
  // @ts-expect-error there is no such operation
  await proofmark.issueBadge();
  await proofmark.getOrganization();
  const names: string[] = [];
  for await (const { id, status } of everyItem(proofmark.listCredentials, { status: "valid", limit: 50 })) {
    names.push(id, status);
  }
  for await (const { name } of everyItem(proofmark.listAchievements)) names.push(name);
  try {
    await proofmark.revokeCredential({ id: credential.id, body: { reason: "Mistake" } });
  } catch (error) {
    if (error instanceof ProofmarkError && error.code === "already_revoked") return names;
    throw error;
  }
  return names;
}
