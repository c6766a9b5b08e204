/**
 * `helm test`: a guest signs in, asks the assistant for a todo, finds it in the list, and takes it away again.
 * Exits 0 when all of it worked; else it prints which request gave what, and exits 1.
 */
const { API_URL: api, PUBLIC_URL: origin } = process.env;
const readyWithinMs = 120_000;

await waitUntilReady();
const guest = await signIn();
const tasksPath = `/api/${guest.id}/tasks`;
await request('POST', `/api/${guest.id}/chat`, { body: { message: 'Add a task to buy groceries' } });
const tasks = await request('GET', tasksPath);
const added = tasks.filter((task) => task.title === 'Buy groceries');
if (added.length !== 1)
  fail(`GET ${tasksPath}: expected one task "Buy groceries", got ${JSON.stringify(tasks)}`);
await request('DELETE', `${tasksPath}/${added[0].id}`);
console.log(`${api}: a guest asked the assistant for a todo, and it is in the list`);

async function waitUntilReady() {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const answer = await fetch(`${api}/ready`).catch((error) => ({
      ok: false,
      status: error.cause?.code ?? error,
    }));
    if (answer.ok) return;
    if (Date.now() > deadline) fail(`GET /ready: ${answer.status} for ${readyWithinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function signIn() {
  const answer = await send('POST', '/api/auth/sign-in/anonymous', { body: {} });
  const { user } = await answer.json();
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { id: user.id, cookie };
}

async function request(method, path, options) {
  const answer = await send(method, path, { ...options, cookie: guest.cookie });
  return answer.status === 204 ? undefined : answer.json();
}

async function send(method, path, { body, cookie } = {}) {
  const headers = { origin, ...(body && { 'content-type': 'application/json' }), ...(cookie && { cookie }) };
  const answer = await fetch(api + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) fail(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
