// The console: signs in, then shows the page that the address names.

import { consoleTexts } from "../languages/console/index.js";
import { settleLanguage } from "../page/language.js";
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

type Frame = Pick<App, "api" | "texts" | "locale" | "environment" | "organization">;

const language = settleLanguage();
const texts = await consoleTexts(language);
const key = storedKey();
if (key === undefined) await signIn();
else
  await enter(key).catch((thrown) =>
    signIn(asProblem(thrown).status === 401 ? texts.signIn.ended : undefined),
  );

async function signIn(remark?: string): Promise<void> {
  forgetKey();
  signInPage(texts, enter, remark);
}

/** Asks whose key this is, and opens the console. */
async function enter(apiKey: string): Promise<void> {
  const api = connect(apiKey);
  const organization = await api.getOrganization();
  const environment = environmentOf(apiKey) ?? "live";
  keepKey(apiKey);
  run({ api, texts, locale: new Locale(language), environment, organization });
}

function run(frame: Frame): void {
  const shell = new Shell(frame, () => {
    stop();
    void signIn();
  });
  let leaving = new AbortController();

  async function show(): Promise<void> {
    leaving.abort();
    leaving = new AbortController();
    const { signal } = leaving;
    const [address = "", query] = location.hash.replace(/^#\/?/, "").split("?");
    const app: App = {
      ...frame,
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
      const problem = asProblem(thrown);
      if (problem.status === 401) {
        stop();
        return void signIn(texts.signIn.ended);
      }
      shell.hold(failedState(app, problem, show));
      shell.mark(address);
    } finally {
      clearTimeout(placeholder);
    }
  }

  function stop(): void {
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
