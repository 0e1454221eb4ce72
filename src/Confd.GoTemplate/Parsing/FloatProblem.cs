namespace Confd.GoTemplate.Parsing;

/// <summary>Why a text is no floating-point number.</summary>
internal enum FloatProblem : byte
{
    None,

    /// <summary>It is not written like one.</summary>
    Syntax,

    /// <summary>It is too large.</summary>
    Range,
}
