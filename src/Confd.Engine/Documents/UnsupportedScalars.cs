namespace Confd.Engine.Documents;

/// <summary>What becomes of values that the original confd drops without a word: YAML dates and integers from 2^63 to 2^64-1.</summary>
internal enum UnsupportedScalars
{
    /// <summary>The key is absent, as in the original, and a warning names key, file and line.</summary>
    Skip,

    /// <summary>The key has the text that is written in the file (for integers: in decimal digits).</summary>
    Keep,
}
