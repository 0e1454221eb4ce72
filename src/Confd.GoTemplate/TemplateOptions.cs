using Confd.Shared;

namespace Confd.GoTemplate;

/// <summary>Options for parsing a template, and the limits of a run. Immutable; the defaults are Go's where Go has any.</summary>
public sealed record TemplateOptions
{
    /// <summary>The defaults.</summary>
    public static TemplateOptions Default { get; } = new();

    /// <summary>The left delimiter of actions.</summary>
    /// <value>Default <c>{{</c>; empty means the default.</value>
    public string LeftDelimiter { get; init; } = "{{";

    /// <summary>The right delimiter of actions.</summary>
    /// <value>Default <c>}}</c>; empty means the default.</value>
    public string RightDelimiter { get; init; } = "}}";

    /// <summary>The result for a key that a map does not have.</summary>
    /// <value>Default <see cref="MissingKeyBehavior.Default"/>.</value>
    public MissingKeyBehavior MissingKey { get; init; }

    /// <summary>How deeply templates may call each other.</summary>
    /// <value>Calls; default 100,000, as in Go.</value>
    public int MaxTemplateDepth { get; init; } = 100_000;

    /// <summary>How deeply parentheses may nest in one action.</summary>
    /// <value>Parentheses; default 10,000, as in Go.</value>
    public int MaxExpressionDepth { get; init; } = 10_000;

    /// <summary>How deeply control actions may nest in one template text.</summary>
    /// <value>Actions; default 100,000.</value>
    public int MaxActionDepth { get; init; } = 100_000;

    /// <summary>How much one run may write, and how much memory nested template calls may keep.</summary>
    /// <value>Bytes; default 1 GiB.</value>
    public long MaxOutputBytes { get; init; } = 1L << 30;

    /// <summary>How many nodes of the template one run may visit, loops included: the limit for the time of a run.</summary>
    /// <value>Nodes; default <see cref="long.MaxValue"/>, no limit.</value>
    public long MaxSteps { get; init; } = long.MaxValue;

    internal void Validate()
    {
        var check = new OptionCheck(nameof(TemplateOptions));
        check.RequireSet(LeftDelimiter, nameof(LeftDelimiter));
        check.RequireSet(RightDelimiter, nameof(RightDelimiter));
        check.RequireAtLeast(MaxTemplateDepth, 0, nameof(MaxTemplateDepth), "calls");
        check.RequireAtLeast(MaxExpressionDepth, 0, nameof(MaxExpressionDepth), "parentheses");
        check.RequireAtLeast(MaxActionDepth, 0, nameof(MaxActionDepth), "actions");
        check.RequireAtLeast(MaxOutputBytes, 0, nameof(MaxOutputBytes), "bytes");
        check.RequireAtLeast(MaxSteps, 0, nameof(MaxSteps), "nodes");
    }
}
