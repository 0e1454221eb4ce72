using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

/// <summary>A value never gets into the form for everybody by being put into a message.</summary>
public sealed class ErrorTextTests
{
    private static readonly ByteString Secret = ByteString.FromString("hunter2");

    [Fact]
    public void Format_BytesAndValues_AreShownInTheFullFormAlone()
    {
        var text = ErrorText.Format(
            $"own {"words"} {7L}: {Secret}, {Value.FromString(Secret)}, {Value.FromInt(4711)}, {ErrorText.Quoted(Secret)}, {GoType.Int}");

        text.Full.ShouldBe("own words 7: hunter2, hunter2, 4711, \"hunter2\", int");
        text.Redacted.ShouldBe(
            "own words 7: a string of 7 bytes, a string of 7 bytes, a value of type int, a string of 7 bytes, int");
        text.ToString().ShouldBe(text.Redacted, "whoever prints it without asking shows nothing");
    }

    [Fact]
    public void Format_TextInText_StaysHidden()
    {
        var inner = ErrorText.Format($"inner {Secret}");

        var outer = ErrorText.Format($"outer {inner} end");

        (outer.Full, outer.Redacted).ShouldBe(("outer inner hunter2 end", "outer inner a string of 7 bytes end"));
    }

    [Fact]
    public void Format_Nothing_IsEmpty()
    {
        ErrorText.Format($"{(string?)null}{(GoType?)null}").Full.ShouldBeEmpty();
        ErrorText.FromString("").Redacted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "a string of 0 bytes")]
    [InlineData("x", "a string of 1 byte")]
    [InlineData("ä", "a string of 2 bytes")]
    public void Plain_Value_IsDescribedByItsBytes(string value, string redacted) =>
        ErrorText.Plain(ByteString.FromString(value)).Redacted.ShouldBe(redacted);

    [Theory]
    [InlineData("0", "a number of 1 digit")]
    [InlineData("-7", "a number of 1 digit")]
    [InlineData("-42", "a number of 2 digits")]
    [InlineData("170141183460469231731687303715884105727", "a number of 39 digits")]
    public void Number_Value_IsDescribedByItsDigits(string number, string redacted)
    {
        var text = ErrorText.Number(Int128.Parse(number, System.Globalization.CultureInfo.InvariantCulture));

        (text.Full, text.Redacted).ShouldBe((number, redacted));
    }

    [Fact]
    public void Join_Texts_KeepsBothForms()
    {
        var text = ErrorText.Join("\n", [ErrorText.Plain(Secret), "own", ErrorText.Plain(Secret)]);

        text.Full.ShouldBe("hunter2\nown\nhunter2");
        text.Redacted.ShouldBe("a string of 7 bytes\nown\na string of 7 bytes");
        ErrorText.Join(", ", []).Full.ShouldBeEmpty();
    }
}
