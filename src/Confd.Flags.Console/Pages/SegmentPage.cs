using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Who is in a segment.</summary>
internal static class SegmentPage
{
    public static Markup Content(string environment, FlagDocument segment) => Markup.Of(
        $"""
        <p class="crumb"><a href="{Paths.ListOf(environment)}">Flags of <bdi>{environment}</bdi></a></p>
        <h1>Segment <bdi>{segment.Key}</bdi></h1>
        <p class="facts">Version {segment.Version}. Segments are changed with <code>confd flags segment</code>.</p>
        <section class="card" aria-labelledby="who"><h2 id="who">Who is in it</h2>
        <ul>{MeaningDiff.Of(null, segment).Select(line => Markup.Of($"<li>{line.ToString()}</li>"))}</ul>
        </section>
        """);
}
