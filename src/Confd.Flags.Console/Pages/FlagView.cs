using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>A flag that is there, while its page is made.</summary>
internal sealed record FlagView : ItemView
{
    /// <summary>Takes a flag.</summary>
    /// <param name="view">What all items have.</param>
    /// <param name="flag">The flag as evaluators see it.</param>
    public FlagView(ItemView view, FeatureFlag flag)
        : base(view) => Flag = flag;

    /// <summary>The flag as evaluators see it.</summary>
    public FeatureFlag Flag { get; }
}
