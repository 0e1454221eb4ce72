// A page in a headless Chromium whose origin is another than the service's, with npm modules in it.
import { createServer } from "node:http";
import { build } from "esbuild";
import { chromium } from "playwright-core";

export async function openPage(source) {
  const { outputFiles: [bundle] } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: "js" }, bundle: true, write: false, format: "iife", platform: "browser", logLevel: "error",
  });
  const server = createServer((request, response) => {
    const isScript = request.url === "/script.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? bundle.text : "<!doctype html><title>flags</title><script src=/script.js></script>");
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  return {
    run: (script, argument) => page.evaluate(script, argument),
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
