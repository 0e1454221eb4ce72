using System.Globalization;
using System.Numerics;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;

namespace Confd.Engine.Templates.Sprig;

/// <summary>A number of any number of decimal digits (<c>shopspring/decimal</c> 1.4.0): an integer times a power of ten.</summary>
/// <param name="Coefficient">The digits.</param>
/// <param name="Exponent">The power of ten.</param>
internal readonly record struct DecimalNumber(BigInteger Coefficient, int Exponent)
{
    // Digits after the point of a quotient.
    private const int DivisionPrecision = 16;

    public static DecimalNumber operator +(DecimalNumber left, DecimalNumber right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return new DecimalNumber(left.Scaled(exponent) + right.Scaled(exponent), exponent);
    }

    public static DecimalNumber operator -(DecimalNumber left, DecimalNumber right) =>
        left + right with { Coefficient = -right.Coefficient };

    public static DecimalNumber operator *(DecimalNumber left, DecimalNumber right) =>
        new(left.Coefficient * right.Coefficient, left.Exponent + right.Exponent);

    /// <summary>The quotient with 16 digits after the point, halves away from zero.</summary>
    /// <exception cref="TemplateFunctionException">The divisor is 0.</exception>
    public static DecimalNumber Divide(DecimalNumber left, DecimalNumber right)
    {
        if (right.Coefficient.IsZero)
        {
            throw new TemplateFunctionException("decimal division by 0");
        }

        var shift = left.Exponent - right.Exponent + DivisionPrecision;
        var dividend = left.Coefficient * BigInteger.Pow(10, Math.Max(shift, 0));
        var divisor = right.Coefficient * BigInteger.Pow(10, Math.Max(-shift, 0));
        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        if (BigInteger.Abs(rest) * 2 >= BigInteger.Abs(divisor))
        {
            quotient += dividend.Sign * divisor.Sign;
        }

        return new DecimalNumber(quotient, -DivisionPrecision);
    }

    /// <summary>The fewest digits that convert back to the same float.</summary>
    /// <exception cref="TemplateFunctionException">It is infinite or not a number.</exception>
    public static DecimalNumber FromDouble(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new TemplateFunctionException($"Cannot create a Decimal from {GoFormat.FormatFloat(number, 'g', -1)}");
        }

        // d.ddde±dd
        var text = GoFormat.FormatFloat(number, 'e', -1);
        var exponentAt = text.IndexOf('e', StringComparison.Ordinal);
        var digits = text[..exponentAt].Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var places = Math.Max(exponentAt - text.IndexOf('.', StringComparison.Ordinal) - 1, 0);
        return new DecimalNumber(
            BigInteger.Parse(digits, CultureInfo.InvariantCulture), exponent - (text.Contains('.', StringComparison.Ordinal) ? places : 0));
    }

    /// <summary>The nearest float.</summary>
    public double ToDouble() => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{Coefficient}e{Exponent}"), CultureInfo.InvariantCulture);

    private BigInteger Scaled(int exponent) => Coefficient * BigInteger.Pow(10, Exponent - exponent);
}
