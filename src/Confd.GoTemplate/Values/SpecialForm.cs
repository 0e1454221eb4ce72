namespace Confd.GoTemplate.Values;

/// <summary>Predefined functions that the interpreter runs itself.</summary>
internal enum SpecialForm : byte
{
    /// <summary>An ordinary function.</summary>
    None,

    /// <summary><c>and</c>: stops at the first false operand.</summary>
    And,

    /// <summary><c>or</c>: stops at the first true operand.</summary>
    Or,

    /// <summary><c>call</c>: its messages name the callee.</summary>
    Call,

    /// <summary><c>print</c>: may print directly to the output.</summary>
    Print,

    /// <summary><c>printf</c>: may print directly to the output.</summary>
    Printf,

    /// <summary><c>println</c>: may print directly to the output.</summary>
    Println,
}
