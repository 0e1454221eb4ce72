namespace Confd.Engine.Flags;

/// <summary>How a flag table's rows are written.</summary>
public enum FlagRowLayout
{
    /// <summary>LaunchDarkly's own: <c>official</c>.</summary>
    Official = 0,

    /// <summary>One attribute for each property, without prefixes: <c>community</c>.</summary>
    Community,
}
