using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>An existing flag, for rendering its page.</summary>
internal sealed record FlagView : ItemView
{
    /// <summary>Creates a view of a flag.</summary>
    /// <param name="view">The properties that all items have.</param>
    /// <param name="flag">The flag as evaluators read it.</param>
    public FlagView(ItemView view, FeatureFlag flag)
        : base(view) => Flag = flag;

    /// <summary>The flag as evaluators read it.</summary>
    public FeatureFlag Flag { get; }
}
