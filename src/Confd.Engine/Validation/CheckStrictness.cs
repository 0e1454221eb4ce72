namespace Confd.Engine.Validation;

/// <summary>What a check makes of that which is allowed but probably not meant, such as a setting that nothing reads.</summary>
internal enum CheckStrictness
{
    /// <summary>A warning in the log.</summary>
    Lenient,

    /// <summary>A problem of the file: <c>--strict</c>.</summary>
    Strict,
}
