namespace Confd.GoTemplate.Parsing;

/// <summary>Why a text is not a floating-point number.</summary>
public enum FloatProblem : byte
{
    /// <summary>It is a number.</summary>
    None,

    /// <summary>It has another syntax.</summary>
    Syntax,

    /// <summary>It is too large.</summary>
    Range,
}
