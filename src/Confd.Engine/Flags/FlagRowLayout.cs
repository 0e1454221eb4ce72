namespace Confd.Engine.Flags;

/// <summary>The layout of a flag table's rows.</summary>
public enum FlagRowLayout
{
    /// <summary>LaunchDarkly's own: <c>official</c>.</summary>
    Official = 0,

    /// <summary>One attribute for each property, without prefixes: <c>community</c>.</summary>
    Community,
}
