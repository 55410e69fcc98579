// The console: signs in, then shows the page that the address names.

import { consoleTexts } from "../languages/console/index.js";
import { settleLanguage } from "../page/language.js";
import { element } from "../widget/element.js";
import { Locale } from "../widget/locale.js";
import { connect } from "./api.js";
import type { App, View } from "./app.js";
import { failedState, skeleton } from "./parts/states.js";
import { asProblem } from "./problem.js";
import { routeOf } from "./routes.js";
import { environmentOf, forgetKey, keepKey, storedKey } from "./session.js";
import { Shell } from "./shell.js";
import { signInPage } from "./sign-in.js";

/** Pages that are there sooner show no placeholder. */
const PATIENCE_MILLISECONDS = 150;

type Frame = Pick<App, "texts" | "locale" | "environment" | "organization">;

const language = settleLanguage();
const texts = await consoleTexts(language);
const key = storedKey();
if (key === undefined) await signIn();
else await comeBack(key);

/** After the page was loaded again. A key is given up when the server refuses it, not when there is no network. */
async function comeBack(apiKey: string): Promise<void> {
  try {
    await enter(apiKey);
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status === 401) return signIn(texts.signIn.ended);
    const again = () => void comeBack(apiKey);
    document.body.replaceChildren(element("main", {}, failedState({ texts }, problem, again, "h1")));
  }
}

async function signIn(remark?: string): Promise<void> {
  forgetKey();
  signInPage(texts, enter, remark);
}

/** Asks whose key this is, and opens the console. */
async function enter(apiKey: string): Promise<void> {
  const organization = await connect(apiKey).getOrganization();
  const environment = environmentOf(apiKey) ?? "live";
  keepKey(apiKey);
  run({ texts, locale: new Locale(language), environment, organization }, apiKey);
}

function run(frame: Frame, apiKey: string): void {
  const leave = (remark?: string) => {
    stop();
    void signIn(remark);
  };
  const api = connect(apiKey, () => leave(texts.signIn.ended));
  const shell = new Shell(frame, () => leave());
  let leaving = new AbortController();

  async function show(): Promise<void> {
    leaving.abort();
    leaving = new AbortController();
    const { signal } = leaving;
    const [address = "", query] = location.hash.replace(/^#\/?/, "").split("?");
    const app: App = {
      ...frame,
      api,
      signal,
      query: new URLSearchParams(query),
      go: (to) => {
        location.hash = `#/${to}`;
      },
      refresh: () => void show(),
      announce: (words) => shell.announce(words),
    };
    const placeholder = setTimeout(() => shell.hold(skeleton(app)), PATIENCE_MILLISECONDS);
    try {
      const view = await viewOf(app, address);
      if (signal.aborted) return;
      shell.show(view, address);
      scrollTo(0, 0);
    } catch (thrown) {
      if (signal.aborted) return;
      shell.hold(failedState(app, asProblem(thrown), show, "h1"));
      shell.mark(address);
    } finally {
      clearTimeout(placeholder);
    }
  }

  function stop(): void {
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    leaving.abort();
    removeEventListener("hashchange", show);
    history.replaceState(undefined, "", location.pathname + location.search);
  }

  addEventListener("hashchange", show);
  void show();
}

async function viewOf(app: App, address: string): Promise<View> {
  const route = routeOf(address);
  if (route === undefined) return { title: texts.notFound.title, lede: texts.notFound.text, body: [] };
  return (await route.page())(app, ...route.parameters);
}
