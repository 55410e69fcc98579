    // A plugin for Swagger UI: the samples of an operation stand above its answers, one tab for each language.
    function codeSamples({ React }) {
        const h = React.createElement;
        let chosen = "curl";
        const listeners = new Set();

        function Samples({ samples }) {
            const [label, show] = React.useState(chosen);
            React.useEffect(() => {
                listeners.add(show);
                return () => listeners.delete(show);
            }, []);
            // One choice for the whole page.
            const choose = (next) => {
                chosen = next;
                for (const listener of listeners) listener(next);
            };
            const sample = samples.find((sample) => sample.label === label) ?? samples[0];
            const [copied, setCopied] = React.useState(false);
            const copy = async () => {
                await navigator.clipboard.writeText(sample.source);
                setCopied(true);
                setTimeout(() => setCopied(false), 2000);
            };
            return h("section", { className: "samples" },
                h("div", { role: "tablist", "aria-label": "Language" },
                    samples.map((each) => h("button", {
                        key: each.label,
                        type: "button",
                        role: "tab",
                        "aria-selected": each === sample,
                        onClick: () => choose(each.label),
                    }, each.label)),
                    h("button", { type: "button", className: "samples-copy", onClick: copy }, copied ? "Copied" : "Copy")),
                h("pre", { tabIndex: 0 }, h("code", null, sample.source)));
        }

        return {
            wrapComponents: {
                responses: (Responses) => (props) => {
                    const samples = spec.paths[props.path]?.[props.method]?.["x-codeSamples"];
                    return h(React.Fragment, null, samples && h(Samples, { samples }), h(Responses, props));
                },
            },
        };
    }
