// Drives the console in a headless Chromium. Arguments: its address, the address of one with tokens, a token, a folder for screenshots (optional).
// Prints one line per check; the exit status is 1 where one fails.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, guarded, token, screenshots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const failures = [];
const troubles = [];
const foreign = [];

function check(name, isGood, detail = "") {
  console.log(`${isGood ? "ok" : "FAILED"} ${name}${isGood || !detail ? "" : `: ${detail}`}`);
  if (!isGood) failures.push(name);
}

const pageOf = (page, key) => `${address}/console/${page}?env=production&key=${encodeURIComponent(key)}`;
const picture = async (page, name) => screenshots && page.screenshot({ path: join(screenshots, `console-${name}.png`), fullPage: true });

// What breaks the policy, what leaves the origin, what a script stumbles over.
async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.addInitScript(() => addEventListener(
    "securitypolicyviolation", event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  page.on("console", message => message.type() === "error" && troubles.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", error => troubles.push(`${page.url()}: ${error.message}`));
  page.on("request", request => {
    if (![address, guarded].some(own => request.url().startsWith(`${own}/`))) foreign.push(request.url());
  });
  return page;
}

// Every rule of axe for WCAG 2.2 AA and good practice: names of controls, order of headings, landmarks, contrast, sizes of targets, …
async function audit(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => document.querySelectorAll("details").forEach(each => { each.open = true; }));
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => axe.run({ runOnly: [
      "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    check(
      `${name}, ${colorScheme}: ${passes.length} rules of axe hold`,
      violations.length === 0 && passes.length > 15,
      violations.map(each => `${each.id} ${each.nodes.map(node => node.html).slice(0, 3).join(" ")}`).join("; "));
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 800 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`${name}: does not scroll sideways at 390 px`, width <= 390, `${width}`);
  await page.setViewportSize({ width: 1100, height: 800 });
}

// The keyboard alone: Tab until something has the focus.
async function tabTo(page, wanted) {
  for (let stop = 0; stop < 80; stop++) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      return at === document.body ? "" : (at.labels?.[0]?.innerText || at.innerText || at.value || "").trim();
    });
    if (name.startsWith(wanted)) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      if (outline === "none") throw new Error(`${wanted} has the focus and does not show it`);
      return;
    }
  }
  throw new Error(`the keyboard does not reach ${wanted}`);
}

// What a form that cannot be taken looks like to a screen reader: the field says that it is wrong, and with what.
const problemOf = field => field.evaluate(at =>
  at.getAttribute("aria-invalid") === "true" ? document.getElementById(at.getAttribute("aria-describedby"))?.innerText ?? "" : "");

// A refusal is an answer, though the browser's console calls it an error.
const expect = status => troubles.splice(0, troubles.length, ...troubles.filter(text => !text.includes(`status of ${status}`)));

const focused = page => page.evaluate(() => document.activeElement?.innerText ?? "");

async function listFlags(page) {
  await page.goto(`${address}/console`);
  await page.getByRole("link", { name: "production" }).first().click();
  await page.waitForURL(/env=production/);
  const rows = page.locator("tr[data-row]");
  const all = await rows.count();
  check("every flag has a row", all === 4, `${all}`);
  check("the title names the environment", (await page.title()).startsWith("Flags of production"));
  const search = page.getByRole("searchbox", { name: "Search" });
  await search.pressSequentially("check");
  check("the list shrinks while one types", await rows.filter({ visible: true }).count() === 1);
  const count = page.getByRole("status");
  check("the count is announced", await count.textContent() === "1 of 4 flags" && await count.getAttribute("aria-live") === "polite");
  await search.press("Enter");
  await page.waitForURL(/q=check/);
  check("and the server filters alike", await rows.count() === 1);
  await page.goto(`${address}/console/flags?env=production`);
  await audit(page, "list");
  await page.goto(`${address}/console/flags?env=staging`);
  await picture(page, "list");
}

async function switchByKeyboard(page) {
  await page.goto(`${address}/console/flags?env=production`);
  await page.keyboard.press("Tab");
  check("the first stop of the keyboard is the skip link", await focused(page) === "Skip to the content");
  await page.keyboard.press("Enter");
  check("which leads to the content", await page.evaluate(() => document.activeElement.id === "main"));
  await tabTo(page, "new-checkout");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/console\/flag\?/);
  await tabTo(page, "Turn on");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/preview/);
  check("the preview has the focus", await focused(page) === "Preview");
  check("it says what changes", (await page.locator(".meaning").innerText()).includes("on; was off"));
  await tabTo(page, "Why");
  await page.keyboard.type("launch day");
  await tabTo(page, "Write version");
  await page.keyboard.press("Enter");
  await page.waitForURL(/done=/);
  check("by the keyboard alone a flag is switched", (await focused(page)).startsWith("Version") && await page.locator("h1 .badge.good").count() === 1);
}

async function changeShares(page) {
  await page.goto(pageOf("flag", "new-checkout"));
  await audit(page, "flag");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(pageOf("flag", "new-checkout"));
  await page.locator("summary", { hasText: "Change the shares" }).click();
  await picture(page, "flag-dark");
  await page.emulateMedia({ colorScheme: "light" });
  const form = page.locator("section", { hasText: "Everyone else" }).locator("form");
  await form.getByLabel("true").fill("20");
  check("the sum is told", (await form.locator("[data-sum]").textContent()) === "Now: 110.");
  await form.getByLabel("false").fill("80");
  await form.getByRole("button").click();
  check("shares are previewed", (await page.locator(".meaning").innerText()).includes("20 % of users get true; was 10 %"));
  await audit(page, "preview");
  await picture(page, "preview");
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(pageOf("flag", "new-checkout"));
  await picture(page, "narrow");
  await page.setViewportSize({ width: 1100, height: 800 });
}

async function addRule(page) {
  await page.goto(pageOf("flag", "new-checkout"));
  await page.locator("summary", { hasText: "Add a rule" }).click();
  const form = page.locator("form", { has: page.getByLabel("Identity") });
  await form.getByRole("button", { name: "Another condition" }).click();
  check("a condition more has the focus", await page.evaluate(() => document.activeElement.name) === "clause-attribute-1");
  await form.getByLabel("Attribute").nth(0).fill("country");
  await form.getByLabel("Values, one per line").nth(0).fill("NO\nSE");
  await form.getByLabel("Attribute").nth(1).fill("age");
  await form.getByLabel("Operator").nth(1).selectOption("greaterThanOrEqual");
  await form.getByLabel("Values, one per line").nth(1).fill("18");
  await form.getByLabel("true").fill("100");
  await form.getByRole("button", { name: "Preview" }).click();
  check("both conditions are there", (await page.locator(".meaning").innerText()).includes("if country in NO, SE and age greaterThanOrEqual 18"));
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  check("the rule is written", await page.getByRole("heading", { name: /^Rule 2/ }).count() === 1);
}

async function tryIt(page) {
  await page.goto(pageOf("flag/evaluate", "new-checkout"));
  await page.getByLabel("Key", { exact: true }).fill("eve");
  await page.getByLabel("Attributes, one per line").fill("email=eve@example.com");
  await page.getByRole("button", { name: "Try it" }).click();
  await page.locator("#result").waitFor();
  await page.waitForLoadState();
  check("the result has the focus", await focused(page) === "Result");
  check("it is explained", (await page.locator(".why").first().innerText()).includes("serves true (rule 'staff' matches)"));
  await audit(page, "try it");
  await picture(page, "try");
}

// The journal's writer needs a moment: each look is a new question.
async function undo(page) {
  const why = page.getByText("launch day");
  for (const end = Date.now() + 60_000; Date.now() < end && await why.count() === 0;) await page.goto(pageOf("flag/history", "new-checkout"));
  check("the history tells who and why", (await page.locator(".history").innerText()).includes("By console: launch day"));
  await audit(page, "history");
  await picture(page, "history");
  await page.getByRole("button", { name: /^Undo version \d+ …$/ }).click();
  check("an undo is previewed", (await page.locator(".meaning").innerText()).includes("is gone; it was: if country in NO, SE"));
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  check("and done", await page.getByRole("heading", { name: /^Rule 2/ }).count() === 0);
}

async function refuse(page) {
  await page.goto(pageOf("flag", "new-checkout"));
  const stale = await page.locator("form", { has: page.getByRole("button", { name: "Turn off" }) }).evaluate(form => {
    form.elements.version.value = "1";
    form.requestSubmit();
    return true;
  });
  await page.waitForURL(/preview/);
  check("a stale form is refused", stale && await page.getByRole("heading", { name: "It was changed meanwhile" }).count() === 1);
  await audit(page, "refusal");
  expect("409 (Conflict)");
}

async function createFlag(page) {
  await page.goto(`${address}/console/flags?env=production`);
  await tabTo(page, "New flag");
  await page.keyboard.press("Enter");
  await page.waitForURL(/flag\/new/);
  await audit(page, "new flag");
  await page.reload();
  await tabTo(page, "Key");
  await page.keyboard.type("button color");
  await tabTo(page, "What it serves");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "Variations, one per line");
  await page.keyboard.type("red\nblue");
  await tabTo(page, "Preview");
  await page.keyboard.press("Enter");
  await page.waitForURL(/preview/);
  const key = page.getByLabel("Key", { exact: true });
  check("a key that is none is told beside its field", (await problemOf(key)).includes("a key has 1 to 256 letters"));
  check("the summary has the focus", (await focused(page)).startsWith("Nothing was written"));
  check("what was typed is kept", await page.getByLabel("Variations, one per line").inputValue() === "red\nblue"
    && await page.getByLabel("What it serves").inputValue() === "string");
  await audit(page, "a refused form");
  await picture(page, "new");
  await tabTo(page, "flag 'button color'");
  await page.keyboard.press("Enter");
  check("the summary leads to the field", await page.evaluate(() => document.activeElement.name) === "new-key");
  await key.fill("button-color");
  await page.getByLabel("Description").fill("The color of the button that buys");
  await page.getByLabel("Everyone gets, when it is on").fill("blue");
  await page.getByRole("button", { name: "Preview" }).click();
  check("a new flag is previewed", (await page.locator(".meaning").innerText()).includes("variations: red, blue"));
  await page.getByRole("button", { name: "Write version 1" }).click();
  await page.waitForURL(/done=1/);
  check("and made", (await page.locator("h1").innerText()).startsWith("button-color"));
  expect("422 (Unprocessable Entity)");
}

async function renameAndArchive(page) {
  await page.locator("summary", { hasText: "Rename this flag" }).click();
  await page.getByLabel("New key").fill("buy-color");
  await page.locator("form", { has: page.getByLabel("New key") }).getByRole("button").click();
  check("a new key is previewed with all that it changes", await page.getByRole("heading", { level: 2 }).count() === 2);
  await page.getByRole("button", { name: "Write all 2" }).click();
  await page.waitForURL(/buy-color.*done=/);
  await page.locator("summary", { hasText: "Archive this flag" }).click();
  await page.getByRole("button", { name: "Archive …" }).click();
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  check("an archived flag says so", await page.getByRole("heading", { name: "Archived", exact: true }).count() === 1);
  await audit(page, "archived flag");
  await page.goto(`${address}/console/flags?env=production`);
  await page.locator("summary", { hasText: "Archived and deleted" }).click();
  await page.getByRole("link", { name: "buy-color" }).click();
  await page.getByRole("button", { name: "Restore …" }).click();
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  check("and comes back", await page.getByRole("button", { name: "Turn on …" }).count() === 1);
}

async function changeSegment(page) {
  await page.goto(`${address}/console/segment/new?env=production`);
  await audit(page, "new segment");
  await page.getByLabel("Key", { exact: true }).fill("beta");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("button", { name: "Write version 1" }).click();
  await page.waitForURL(/done=1/);
  check("a segment is made", (await page.locator("h1").innerText()).startsWith("Segment beta"));
  await page.goto(pageOf("segment", "staff"));
  await page.locator("summary", { hasText: "Add contexts" }).click();
  const list = page.locator("form", { has: page.getByLabel("They are") });
  await list.getByLabel("Kind of context").fill("org");
  await list.getByLabel("Keys, one per line").fill("acme\numbrella");
  await list.getByRole("button").click();
  check("keys of a segment are previewed", (await page.locator(".meaning").innerText()).includes("orgs: acme, umbrella are in"));
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  await page.locator("summary", { hasText: "Change rule 1" }).click();
  const share = page.locator("form", { has: page.getByLabel("Share in percent of those who match") }).first();
  await share.getByLabel("Share in percent of those who match").fill("a quarter");
  await share.getByRole("button").click();
  const field = page.getByLabel("Share in percent of those who match").first();
  check("a share that is none is told in the open form", await field.isVisible() && (await problemOf(field)).includes("a number of percent"));
  expect("422 (Unprocessable Entity)");
  await field.fill("25");
  await page.locator("form", { has: page.getByLabel("Share in percent of those who match") }).first().getByRole("button").click();
  check("a share of a segment's rule is previewed", (await page.locator(".meaning").innerText()).includes("25 % of users are in"));
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  await audit(page, "segment");
  await page.reload();
  await picture(page, "segment");
}

// The journal's writer needs a moment here too.
async function undoDeletion(page) {
  await page.goto(pageOf("flag", "old-banner"));
  check("a deleted flag leads to its history", await page.getByRole("link", { name: "Its history" }).count() === 1);
  const gone = page.getByText("is gone: everyone gets");
  for (const end = Date.now() + 60_000; Date.now() < end && await gone.count() === 0;) await page.goto(pageOf("flag/history", "old-banner"));
  await audit(page, "history of a deleted flag");
  await page.getByRole("button", { name: /^Undo .*…$/ }).first().click();
  check("the undoing of a deletion is previewed", (await page.locator(".meaning").innerText()).includes("is new"));
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  check("and done: the flag is back", (await page.locator("h1").innerText()).startsWith("old-banner"));
}

async function beHarmless(page) {
  for (const path of ["flag", "flag/evaluate"]) {
    await page.goto(pageOf(path, "hostile"));
    check(`${path}: script in a flag is text`, await page.evaluate(() => globalThis.pwned === undefined)
      && (await page.locator("main").innerText()).includes("<script>"));
  }
  await audit(page, "hostile flag");
}

// A page of another port of this machine is the same site: the cookie goes along.
async function attack(page) {
  for (const host of ["127.0.0.1", "localhost"]) {
    const server = createServer((request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(`<form method=post action="${pageOf("flag/apply", "new-checkout")}"><input name=change value=off><input name=version value=9>`
        + "</form><script>document.forms[0].submit()</script>");
    });
    await new Promise(resolve => server.listen(0, host, resolve));
    const evil = await page.context().newPage();
    const answered = evil.waitForResponse(response => response.url().includes("/flag/apply"));
    await evil.goto(`http://${host}:${server.address().port}/`, { waitUntil: "commit" });
    check(`a form of ${host} on another port is refused`, (await answered).status() === 403);
    await evil.close();
    server.closeAllConnections();
    server.close();
  }
}

async function withoutScript(browser) {
  const page = await open(browser, { javaScriptEnabled: false });
  await page.goto(pageOf("flag", "banner"));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("button", { name: "Write version" }).click();
  await page.waitForURL(/done=/);
  check("without script a flag is switched", await page.locator("h1 .badge.good").count() === 1);
  await page.context().close();
}

async function logIn(browser) {
  const page = await open(browser);
  await page.goto(`${guarded}/console`);
  await audit(page, "login");
  await page.getByLabel("Token").fill("this-is-no-token");
  await page.keyboard.press("Enter");
  check("a wrong token is told", (await page.getByRole("alert").textContent()).includes("not a token"));
  expect("403 (Forbidden)");
  await page.getByLabel("Token").fill(token);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Log out" }).waitFor();
  check("a right one lets its owner in", (await page.locator("header").innerText()).includes("Logged in as ann"));
  check("the cookie is out of a script's reach", await page.evaluate(() => document.cookie) === "");
  await page.getByRole("link", { name: "Configuration keys" }).click();
  await page.waitForURL(/\/keys/);
  check("keys have no values", (await page.locator("main").innerText()).includes("/app/password")
    && !(await page.content()).includes("s3cret-value"));
  await audit(page, "keys");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("Token").waitFor();
  check("and out", await page.getByRole("button", { name: "Log out" }).count() === 0);
  await page.context().close();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await open(browser);
  for (const step of [
    listFlags, switchByKeyboard, changeShares, addRule, tryIt, undo, refuse, createFlag, renameAndArchive, changeSegment, undoDeletion, beHarmless,
  ]) {
    await step(page);
  }
  check("nothing breaks the policy, no script stumbles", troubles.length === 0, troubles.join("; "));
  await attack(page);
  await withoutScript(browser);
  await logIn(browser);
  const scheme = page.context();
  await page.goto(`${address}/console/flags?env=production`);
  const backgrounds = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    backgrounds.push(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
  }
  check("dark is not light", backgrounds[0] !== backgrounds[1]);
  await scheme.close();
  check("no request leaves the origin", foreign.length === 0, foreign.join(", "));
} finally {
  await browser.close();
}

process.exit(failures.length > 0 ? 1 : 0);
