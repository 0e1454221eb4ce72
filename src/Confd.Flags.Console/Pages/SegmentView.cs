using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>A segment that is there, while its page is made.</summary>
internal sealed record SegmentView : ItemView
{
    /// <summary>Takes a segment.</summary>
    /// <param name="view">What all items have.</param>
    /// <param name="segment">The segment as evaluators see it.</param>
    public SegmentView(ItemView view, Segment segment)
        : base(view) => Segment = segment;

    /// <summary>The segment as evaluators see it.</summary>
    public Segment Segment { get; }
}
