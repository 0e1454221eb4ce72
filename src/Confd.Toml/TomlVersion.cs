namespace Confd.Toml;

/// <summary>Versions of TOML. Every document of an earlier version is valid in a later version too, with the same values.</summary>
public enum TomlVersion
{
    /// <summary>TOML 1.0.0 (<see href="https://toml.io/en/v1.0.0"/>) and nothing else.</summary>
    Toml10,

    /// <summary>TOML 1.1.0 (<see href="https://toml.io/en/v1.1.0"/>): also line ends, comments and a last comma in inline tables,
    /// <c>\e</c> and <c>\xHH</c> in strings, times without seconds.</summary>
    Toml11,
}
