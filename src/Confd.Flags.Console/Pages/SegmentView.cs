using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>An existing segment, for rendering its page.</summary>
internal sealed record SegmentView : ItemView
{
    /// <summary>Creates a view of a segment.</summary>
    /// <param name="view">The properties that all items have.</param>
    /// <param name="segment">The segment as evaluators read it.</param>
    public SegmentView(ItemView view, Segment segment)
        : base(view) => Segment = segment;

    /// <summary>The segment as evaluators read it.</summary>
    public Segment Segment { get; }
}
