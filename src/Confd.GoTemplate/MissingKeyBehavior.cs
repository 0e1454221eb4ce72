namespace Confd.GoTemplate;

/// <summary>The result of <c>.name</c> on a map without that key: Go's option <c>missingkey</c>.</summary>
public enum MissingKeyBehavior
{
    /// <summary>No value, which prints <c>&lt;no value&gt;</c>.</summary>
    Default,

    /// <summary>The zero of the map's element type.</summary>
    Zero,

    /// <summary>The run fails with <c>map has no entry for key "name"</c>.</summary>
    Error,
}
