namespace Confd.Engine.Validation;

/// <summary>How a check treats what is allowed but probably not intended, such as an unused setting.</summary>
internal enum CheckStrictness
{
    /// <summary>A warning in the log.</summary>
    Lenient,

    /// <summary>A problem of the file: <c>--strict</c>.</summary>
    Strict,
}
