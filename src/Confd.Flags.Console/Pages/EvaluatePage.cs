using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows a flag's result for a context, and an explanation rule by rule.</summary>
internal static class EvaluatePage
{
    private const int Indent = 2;

    /// <summary>The content of the page.</summary>
    /// <param name="view">The flag.</param>
    /// <param name="form">The form with the context; null: none was sent yet.</param>
    /// <param name="bigSegments">The members of big segments; null: they are not known.</param>
    /// <param name="clock">Says how old those are.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public static async Task<Markup> CreateAsync(
        FlagView view, FormFields? form, IBigSegmentStore? bigSegments, TimeProvider clock, CancellationToken cancellationToken)
    {
        var result = Markup.Empty;
        if (form is not null && ContextForm.Read(form) is var context)
        {
            var flags = view.Seen.ToSet();
            result = context.Error is { } error
                ? Notices.Problem($"The context is not valid: {error}.")
                : Result(
                    view,
                    context,
                    await Explanation.EvaluateAsync(flags, view.Document.Key, context, bigSegments, clock, cancellationToken)
                        .ConfigureAwait(false));
        }

        return Markup.Of(
            $"""
            {ItemHead.Of(view, Paths.Evaluate)}
            {result}
            {Blocks.Section("who", "For which context?", $"{Ask(view, FormValues.Of(form))}")}
            """);
    }

    private static Markup Ask(FlagView view, FormValues entries) => Blocks.Form(
        view.Session,
        Paths.Of(Paths.Evaluate, view.Environment, view.Document.Key),
        "stack",
        "Try it",
        $"""
        {Choices.Input(entries, "Kind of context", Fields.Kind, ContextKind.User)}
        {Choices.Input(entries, "Key", Fields.ContextKey)}
        {Choices.Lines(entries, "Attributes, one per line", Fields.Attributes, hint: "NAME=VALUE; a value is JSON, else a text.")}
        {Choices.Lines(
            entries,
            "Or a whole context in JSON",
            Fields.Context,
            hint: "Such as {\"kind\":\"org\",\"key\":\"o1\",\"plan\":\"pro\"}. Takes precedence over the fields above.")}
        """);

    private static Markup Result(FlagView view, EvaluationContext context, EvaluationStep step)
    {
        var value = step.Variation is { } variation && variation >= 0 && variation < view.Flag.Variations.Length
            ? view.Flag.Variations[variation].ToString()
            : "the caller's default";
        return Markup.Of(
            $"""
            <section class="card" aria-labelledby="result"><h2 id="result" data-focus tabindex="-1">Result</h2>
            <p role="status"><bdi>{context.ToString()}</bdi> gets <code class="answer"><bdi>{value}</bdi></code></p>
            {Tree(Explanation.Of(step, view.Seen))}
            </section>
            """);
    }

    // Lines that are indented by two spaces per level become nested lists.
    private static Markup Tree(IReadOnlyList<string> lines)
    {
        var at = 0;
        return Level(lines, ref at, depth: 0);
    }

    private static Markup Level(IReadOnlyList<string> lines, ref int at, int depth)
    {
        var items = new List<Markup>();
        while (at < lines.Count && DepthOf(lines[at]) >= depth)
        {
            var text = lines[at++].TrimStart(' ');
            var inner = at < lines.Count && DepthOf(lines[at]) > depth ? Level(lines, ref at, depth + 1) : Markup.Empty;
            items.Add(Markup.Of($"<li><bdi>{text}</bdi>{inner}</li>"));
        }

        return Markup.Of($"""<ul class="why">{items}</ul>""");
    }

    private static int DepthOf(string line) => (line.Length - line.TrimStart(' ').Length) / Indent;
}
