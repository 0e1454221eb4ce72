namespace Confd.Engine.Documents;

/// <summary>How values are handled that the original confd drops silently: YAML dates and integers from 2^63 to 2^64-1.</summary>
internal enum UnsupportedScalars
{
    /// <summary>The key is absent, as in the original, and a warning names key, file and line.</summary>
    Skip,

    /// <summary>The value of the key is the text in the file (for integers: in decimal digits).</summary>
    Keep,
}
