using System.Text;
using Confd.Engine.Resources;
using Confd.Toml;

namespace Confd.Engine.Tests.Resources;

public sealed class SettingsTableTests
{
    [Theory]
    [InlineData("x = \"text\"", "text")]
    [InlineData("X = \"any case\"", "any case")]
    [InlineData("x = \"\"", null)]
    [InlineData("y = \"other\"", null)]
    public void Text_Setting_IsItsValueAndEmptyIsAbsent(string toml, string? expected) => Table(toml).Text("x").ShouldBe(expected);

    [Theory]
    [InlineData("x = 1", "expected a string")]
    [InlineData("x = [\"a\"]", "expected a string")]
    public void Text_OtherKind_IsAnErrorWithItsPlace(string toml, string problem)
    {
        var error = Should.Throw<TomlException>(() => Table(toml).Text("x"));

        error.Reason.ShouldContain(problem);
        (error.Line, error.Column).ShouldBe((1, 5));
    }

    [Theory]
    [InlineData("x = [\"a\", \"\"]", "a|")]
    [InlineData("x = []", "")]
    public void Texts_List_KeepsEmptyTexts(string toml, string expected) =>
        string.Join('|', Table(toml).Texts("x").ShouldNotBeNull()).ShouldBe(expected);

    [Fact]
    public void Texts_ListOfOtherKinds_IsAnError() => Should.Throw<TomlException>(() => Table("x = [\"a\", 1]").Texts("x"));

    [Theory]
    [InlineData("x = 0", 0u)]
    [InlineData("x = 1000", 1000u)]
    [InlineData("x = -1", null)]
    [InlineData("x = 4294967294", 4294967294u)]
    [InlineData("", null)]
    public void Id_Number_IsOneOfAUserAndMinusOneIsAbsent(string toml, uint? expected) => Table(toml).Id("x").ShouldBe(expected);

    // 2^32 - 1 says "leave it" to chown.
    [Theory]
    [InlineData("4294967295", "above 4294967294")]
    [InlineData("9223372036854775807", "above 4294967294")]
    [InlineData("-2", "below 0")]
    public void Id_UnusedNumber_IsAnError(string number, string problem) =>
        Should.Throw<ResourceException>(() => Table($"x = {number}").Id("x"))
            .Message.ShouldBe($"invalid x {number}: {problem} (a.toml:1:5)");

    [Theory]
    [InlineData("x = \"1m30s\"", 90_000L)]
    [InlineData("x = \"576h\"", 2_073_600_000L)]
    [InlineData("x = \"\"", null)]
    [InlineData("", null)]
    public void Duration_Text_IsWithinTheRangeOfTimers(string toml, long? milliseconds) =>
        ((long?)Table(toml).Duration("x")?.TotalMilliseconds).ShouldBe(milliseconds);

    [Theory]
    [InlineData("577h", "longer than 576h0m0s (24 days)")]
    [InlineData("10", "time: missing unit in duration \"10\"")]
    [InlineData("9223372036854775807h", "time: invalid duration \"9223372036854775807h\"")]
    public void Duration_OtherText_IsAnErrorWithItsPlace(string text, string problem) =>
        Should.Throw<ResourceException>(() => Table($"x = \"{text}\"").Duration("x"))
            .Message.ShouldBe($"invalid x \"{text}\": {problem} (a.toml:1:5)");

    [Fact]
    public void LongDuration_Years_AreAccepted() =>
        Table("x = \"87600h\"").LongDuration("x").ShouldBe(TimeSpan.FromHours(87600));

    // As in the original, whose settings are Go's durations.
    [Theory]
    [InlineData("x = 1500000000", 15_000_000)]
    [InlineData("x = 1", 1)]
    [InlineData("x = 100", 1)]
    [InlineData("x = 101", 2)]
    [InlineData("x = 0", 0)]
    [InlineData("x = -1", 0)]
    [InlineData("x = \"1.5s\"", 15_000_000)]
    public void DurationOrNanoseconds_Number_IsRoundedUpToATick(string toml, long ticks) =>
        Table(toml).DurationOrNanoseconds("x")!.Value.Ticks.ShouldBe(ticks);

    [Fact]
    public void DurationOrNanoseconds_LongerThanTimersAllow_IsAnError() =>
        Should.Throw<ResourceException>(() => Table("x = 9223372036854775807").DurationOrNanoseconds("x"))
            .Message.ShouldBe("invalid x 9223372036854775807: longer than 576h0m0s (24 days) (a.toml:1:5)");

    [Fact]
    public void Error_AbsentSetting_HasThePlaceOfItsTable() =>
        Table("\n\n[t]\ny = 1").Table("t")!.Value.Error("x", "x is missing")
            .Message.ShouldBe("x is missing (a.toml:3:1)");

    [Fact]
    public void Expand_FailingExpression_NamesTheSettingAndItsText() =>
        Should.Throw<ResourceException>(() => Table("x = \"{{nosuch}}\"").Expand("x", "{{nosuch}}"))
            .Message.ShouldStartWith("invalid x \"{{nosuch}}\": ");

    private static SettingsTable Table(string toml) => new(TomlReader.Read(Encoding.UTF8.GetBytes(toml), "a.toml"));
}
