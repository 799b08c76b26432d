// A client that knows nothing of OpenFeature: what an application writes that has only `fetch`.
// Reads on standard input what to ask, writes on standard output what it was answered.

const asked = JSON.parse(await new Response(process.stdin).text());
const { url, key, environment, unit, attributes } = asked;
const values = new Map();
const statuses = [];

async function send(path, body) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  statuses.push([path, response.status, response.ok]);
  return response;
}

function contextWith(more) {
  return { user_id: unit, ...attributes, ...more };
}

async function loadAll() {
  const response = await send("/api/v1/flags/bulk-evaluate", {
    environment,
    context: contextWith(),
  });
  if (response.ok) {
    for (const [flag, value] of Object.entries(await response.json())) values.set(flag, value);
  }
}

async function report(flag, value, source) {
  const timestamp = new Date().toISOString();
  const evaluated = { flag_key: flag, value, source, user_id: unit, timestamp, environment };
  const response = await send("/api/v1/analytics/events", {
    event_type: "flag_evaluation",
    data: evaluated,
    timestamp,
  });
  if (!response.ok) throw new Error(`the event was not taken: ${response.status}`);
}

async function valueOf({ flag, otherwise, context }) {
  const response = await send(`/api/v1/flags/${flag}/evaluate`, {
    environment,
    context: contextWith(context),
  });
  const value = response.ok ? ((await response.json()).value ?? otherwise) : otherwise;
  await report(flag, value, response.ok ? "api" : "fallback");
  return value;
}

await loadAll();
const single = [];
for (const question of asked.questions) single.push(await valueOf(question));
process.stdout.write(JSON.stringify({ bulk: Object.fromEntries(values), single, statuses }));
