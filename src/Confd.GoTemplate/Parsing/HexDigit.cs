namespace Confd.GoTemplate.Parsing;

/// <summary>Hexadecimal digits.</summary>
internal static class HexDigit
{
    /// <summary>The value of a digit, which must be one.</summary>
    public static int ValueOf(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : char.ToLowerInvariant(digit) - 'a' + 10;
}
