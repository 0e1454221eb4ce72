// Drives the status page in a headless Chromium. Arguments: the page's address, the values file behind it, a folder for screenshots (optional).
// Prints one line per check; the exit status is 1 where one fails.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, valuesFile, screenshots] = process.argv.slice(2);
const origin = new URL(address).origin;
const failures = [];

function check(name, isGood, detail = "") {
  console.log(`${isGood ? "ok" : "FAILED"} ${name}${isGood || !detail ? "" : `: ${detail}`}`);
  if (!isGood) failures.push(name);
}

// WCAG 2: the contrast of every visible text with what lies behind it.
function lowContrasts() {
  const parse = color => (color.match(/[\d.]+/g) ?? []).map(Number);
  const isOpaque = color => parse(color).length === 3 || parse(color)[3] === 1;
  const luminance = color => {
    const [r, g, b] = parse(color).map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (isOpaque(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const low = [];
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("noscript")) continue;
    texts++;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) low.push(`${walker.currentNode.data.trim()} ${ratio.toFixed(2)}`);
  }
  return { texts, low };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const foreign = [];
  const troubles = [];
  page.on("request", request => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  page.on("console", message => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", error => troubles.push(error.message));

  await page.goto(address);
  const rows = page.locator("#resources tr");
  await rows.first().waitFor();
  const known = await (await fetch(`${origin}/status.json`)).json();
  check("every resource has a row", await rows.count() === known.resources.length && known.resources.length > 0);
  check("every backend has a row", await page.locator("#backends tr").count() === known.backends.length && known.backends.length > 0);
  await page.locator("#live[data-kind=good]").waitFor();
  check("the version is shown", (await page.locator("#version").textContent()) === known.version);

  const app = page.locator("#resources tr", { hasText: "app.conf" });
  const before = (await fetch(`${origin}/status.json`).then(answer => answer.json())).resources.find(each => each.destination.endsWith("app.conf"));
  const values = await readFile(valuesFile, "utf8");
  await writeFile(valuesFile, values.replace(/^port: .*$/m, "port: 4711"));
  await page.waitForFunction(
    at => {
      const row = [...document.querySelectorAll("#resources tr")].find(each => each.textContent.includes("app.conf"));
      const time = row?.cells[3].querySelector("time");
      return time && time.dateTime !== at;
    },
    before.changed_at,
    { timeout: 30000 });
  check("a changed key shows up live", true);

  const text = await page.locator("body").innerText();
  const json = await (await fetch(`${origin}/status.json`)).text();
  check("no value is shown", !text.includes("s3cret-value") && !json.includes("s3cret-value") && !json.includes("4711"));
  check("no variable of the environment is shown", !text.includes("s3cret-variable") && !json.includes("s3cret-variable"));

  const summary = page.locator("#summary");
  check("the summary is announced politely", (await summary.getAttribute("aria-live")) === "polite");
  check("a failed resource counts in the summary", /1 failed/.test(await summary.textContent()), await summary.textContent());
  check("a failed resource names its template", /broken\.tmpl/.test(await page.locator("#resources tr", { hasText: "broken.conf" }).innerText()));
  check("header cells have a scope", await page.locator("th:not([scope])").count() === 0);

  await page.keyboard.press("Tab");
  check("the first stop of the keyboard is the skip link", await page.evaluate(() => document.activeElement.className === "skip"));
  await page.locator("#filter").fill("app.conf");
  check("the filter leaves matching rows", await rows.count() === 1 && (await app.count()) === 1);
  await page.locator("#filter").fill("");
  await page.locator("#filter").blur();
  check("reduced motion stops animations", await page.evaluate(() => document.getAnimations().length === 0));

  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { texts, low } = await page.evaluate(lowContrasts);
    check(`${colorScheme}: ${texts} texts are readable`, texts > 20 && low.length === 0, low.join("; "));
    if (screenshots) await page.screenshot({ path: join(screenshots, `status-${colorScheme}.png`), fullPage: true });
  }

  const backgrounds = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    backgrounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  }
  check("dark is not light", backgrounds[0] !== backgrounds[1]);
  await page.setViewportSize({ width: 360, height: 700 });
  check("a narrow page does not scroll sideways", await page.evaluate(() => document.documentElement.scrollWidth <= 360));
  await page.setViewportSize({ width: 390, height: 844 });
  check("a phone sees every row whole", await page.evaluate(() => [...document.querySelectorAll(".scroll")].every(each => each.scrollWidth <= each.clientWidth)));
  const labels = await page.evaluate(() => [...document.querySelectorAll("#resources tr:first-child > *")]
    .map(each => getComputedStyle(each, "::before").content));
  check("a phone sees what each fact is", labels.join() === '"State","Destination","Backend","Last change","Next","Last error"', labels.join());
  check("a phone sees the cause of a failure", await page.locator("#resources .error", { hasText: "broken.tmpl" }).isVisible());
  check("rows stay rows for screen readers", await page.locator("#resources [role=row] [role=cell]").count() > 0);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { low } = await page.evaluate(lowContrasts);
    check(`${colorScheme}: a phone's texts are readable`, low.length === 0, low.join("; "));
    if (screenshots) await page.screenshot({ path: join(screenshots, `status-phone-${colorScheme}.png`), fullPage: true });
  }
  check("no request leaves the origin", foreign.length === 0, foreign.join(", "));
  check("the console is clean", troubles.length === 0, troubles.join("; "));
} finally {
  await browser.close();
}

process.exit(failures.length > 0 ? 1 : 0);
