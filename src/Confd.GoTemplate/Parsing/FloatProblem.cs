namespace Confd.GoTemplate.Parsing;

/// <summary>Why a text is no floating-point number.</summary>
public enum FloatProblem : byte
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It is not written like one.</summary>
    Syntax,

    /// <summary>It is too large.</summary>
    Range,
}
