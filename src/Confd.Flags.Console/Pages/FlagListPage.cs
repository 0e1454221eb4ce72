using System.Globalization;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>All flags of an environment: on or off, what most contexts get, version; and its segments.</summary>
internal static class FlagListPage
{
    private static readonly (string Value, string Text)[] States =
    [
        ("", "all"), ("on", "on"), ("off", "off"), ("rollout", "with a rollout"), ("problem", "that cannot be read"),
    ];

    /// <summary>The content of the page.</summary>
    /// <param name="environment">The environment's name.</param>
    /// <param name="seen">The environment that was read.</param>
    /// <param name="query">Words that must occur in key, name, description or tags.</param>
    /// <param name="state">One of <see cref="States"/>.</param>
    /// <param name="canMake">True where flags and segments can be created here.</param>
    public static Markup Content(string environment, EnvironmentSnapshot seen, string query, string state, bool canMake)
    {
        var rows = seen.Keys(DataKind.Features).Select(key => FlagRow.Read(seen, key)).ToList();
        var shown = rows.Where(row => row.Matches(query) && row.IsIn(state)).ToList();
        var segments = seen.Keys(DataKind.Segments).ToList();
        return Markup.Of(
            $"""
            <h1>Flags of <bdi>{environment}</bdi></h1>
            <form method="get" action="{Paths.List}" role="search" class="row filter" data-filter>
            {Choices.Hidden(Fields.Environment, environment)}
            <label>Search <input type="search" name="{Fields.Query}" value="{query}" autocomplete="off"></label>
            <label>Show <select name="{Fields.State}">
            {States.Select(one => Choices.Option(one.Value, one.Text, one.Value == state))}
            </select></label>
            <button>Filter</button>
            </form>
            <p class="count" role="status" aria-live="polite" data-count="{rows.Count}">{shown.Count} of {rows.Count} flags</p>
            {(shown.Count == 0 ? Nothing(rows.Count) : Table(environment, shown))}
            {Markup.When(canMake, $"{New(environment, DataKind.Features)}")}
            {Markup.When(canMake || segments.Count > 0, $"<h2>Segments</h2>")}
            {(segments.Count == 0 ? Markup.Empty : Segments(environment, seen, segments))}
            {Markup.When(canMake, $"{New(environment, DataKind.Segments)}")}
            {DeletedItemList.Of(environment, seen)}
            """);
    }

    private static Markup Nothing(int all) => Markup.Of(
        $"""<p class="card">{(all == 0 ? "There are no flags yet." : "No flag matches.")}</p>""");

    private static Markup New(string environment, DataKind kind) => Markup.Of(
        $"""
        <p><a class="button quiet" href="{Paths.In(ItemPaths.Of(kind).New, environment)}">{NewPage.TitleOf(kind)}</a></p>
        """);

    private static Markup Table(string environment, List<FlagRow> rows) => Blocks.Table(
        $"""
        <th scope="col">Flag</th><th scope="col">State</th><th scope="col">What is served</th>
        <th scope="col" class="number wide">Version</th>
        """,
        rows.Select(row => Row(environment, row)));

    private static Markup Link(DataKind kind, string environment, string key) =>
        Blocks.Link(Paths.Of(ItemPaths.Of(kind).Page, environment, key), key);

    private static Markup Row(string environment, FlagRow row) => Markup.Of(
        $"""
        <tr data-row="{row.Searched}"><th scope="row">{Link(DataKind.Features, environment, row.Key)}
        {Markup.When(row.About.Length > 0, $"""<span class="detail"><bdi>{row.About}</bdi></span>""")}</th>
        <td>{row.State}</td><td><bdi>{row.Serves}</bdi></td><td class="number wide">{row.VersionText}</td></tr>
        """);

    private static Markup Segments(string environment, EnvironmentSnapshot seen, List<string> keys) => Blocks.Table(
        $"""
        <th scope="col">Segment</th><th scope="col">Who is in it</th><th scope="col" class="number wide">Version</th>
        """,
        keys.Select(key => Segment(environment, seen, key)));

    private static Markup Segment(string environment, EnvironmentSnapshot seen, string key)
    {
        var (text, version) = SegmentWords.Of(seen, key);
        return Markup.Of(
            $"""
            <tr><th scope="row">{Link(DataKind.Segments, environment, key)}</th>
            <td>{text}</td><td class="number wide">{version?.ToString(CultureInfo.InvariantCulture)}</td></tr>
            """);
    }

    /// <summary>A row of the list.</summary>
    private sealed record FlagRow(string Key, long? Version, FeatureFlag? Flag, FlagLabels? Labels)
    {
        public string VersionText => Version?.ToString(CultureInfo.InvariantCulture) ?? "";

        public string About => string.Join(" – ", new[] { Labels?.Name, Labels?.Description }.OfType<string>());

        public string Serves => Flag is null ? "It cannot be read: `confd flags validate` says why." : FlagSummary.Of(Flag);

        public Markup State => Flag switch
        {
            null => Badges.Of("bad", "problem"),
            { IsOn: true } => Badges.On,
            _ => Badges.Off,
        };

        public static FlagRow Read(EnvironmentSnapshot seen, string key)
        {
            var document = seen.FindLive(DataKind.Features, key)!;
            return document.Fault is null
                ? new FlagRow(key, document.Version, seen.ToSet().Flags.GetValueOrDefault(key), document.Labels)
                : new FlagRow(key, null, null, null);
        }

        /// <summary>What a search looks in, here and in the page's script.</summary>
        public string Searched => string.Join('\n', [Key, About, .. Labels?.Tags ?? []]);

        public bool Matches(string query) => query.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => Searched.Contains(word, StringComparison.OrdinalIgnoreCase));

        public bool IsIn(string state) => state switch
        {
            "on" => Flag is { IsOn: true },
            "off" => Flag is { IsOn: false },
            "rollout" => Flag is not null && (HasShares(Flag.Fallthrough) || Flag.Rules.Any(rule => HasShares(rule.Serve))),
            "problem" => Flag is null,
            _ => true,
        };

        private static bool HasShares(VariationOrRollout serve) => serve is { Variation: null, Rollout: not null };
    }
}
