using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Values;

/// <summary>Rows are Go's <c>==</c> between two interface values that hold <see cref="Samples"/>, or its panic.</summary>
public sealed class ValueEqualityTests
{
    [Theory]
    [InlineData("int 42", "int 42", "true")]
    [InlineData("int 42", "int -7", "false")]
    [InlineData("int 42", "hello", "false")]
    [InlineData("nil", "nil", "true")]
    [InlineData("nil", "int 0", "false")]
    [InlineData("nil", "nil list", "false")]
    [InlineData("hello", "hello", "true")]
    [InlineData("hello", "empty", "false")]
    [InlineData("float 0", "float -0", "true")]
    [InlineData("NaN", "NaN", "false")]
    [InlineData("float 1.5", "float 1.5", "true")]
    [InlineData("int 0", "float 0", "false")]
    [InlineData("uint8 200", "int 42", "false")]
    [InlineData("int8 -1", "int -7", "false")]
    [InlineData("true", "true", "true")]
    [InlineData("true", "false", "false")]
    [InlineData("complex 1-2i", "complex 1-2i", "true")]
    [InlineData("complex NaN+Inf", "complex NaN+Inf", "false")]
    [InlineData("list", "list", "runtime error: comparing uncomparable type []interface {}")]
    [InlineData("map", "map", "runtime error: comparing uncomparable type map[string]interface {}")]
    [InlineData("list", "map", "false")]
    [InlineData("ints", "list", "false")]
    [InlineData("nil list", "nil list", "runtime error: comparing uncomparable type []interface {}")]
    [InlineData("pair", "pair", "true")]
    [InlineData("pair", "hello", "false")]
    [InlineData("level", "level", "true")]
    [InlineData("level", "int 42", "false")]
    [InlineData("month", "month", "true")]
    [InlineData("month", "weekday", "false")]
    [InlineData("inner", "inner", "runtime error: comparing uncomparable type main.Inner")]
    [InlineData("full inner", "inner", "runtime error: comparing uncomparable type main.Inner")]
    [InlineData("time", "time", "true")]
    [InlineData("duration", "duration", "true")]
    [InlineData("duration", "int 42", "false")]
    [InlineData("bytes", "bytes", "runtime error: comparing uncomparable type []uint8")]
    [InlineData("pairs", "pairs", "runtime error: comparing uncomparable type []main.Pair")]
    public void AreIdentical_TwoValues_AnswersAsGo(string left, string right, string expected)
        => Answer(Samples.Of(left), Samples.Of(right)).ShouldBe(expected);

    private static string Answer(Value left, Value right)
    {
        try
        {
            return ValueEquality.AreIdentical(left, right) ? "true" : "false";
        }
        catch (TemplateFunctionException exception)
        {
            return exception.Message;
        }
    }
}
