namespace Confd.Engine.Tests.Templates.Sprig;

/// <summary>Methods of versions; what is expected was taken from sprig 3.3.0 with semver 3.3.0.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("""{{(semver "1.0.0").Equal nil}} {{(semver "1.0.0").Equal (dict).x}}""", "false false")]
    [InlineData("""{{(semver "1.0.0").Equal (semver "v1+b")}} {{(semver "1.0.0").Equal (semver "1.0.1")}}""", "true false")]
    [InlineData("""{{(semver "1.0.0").SetMetadata "a..b"}} {{(semver "1.0.0").SetPrerelease "-.."}}""", "1.0.0+a..b 1.0.0--..")]
    [InlineData("""{{(semver "18446744073709551615.1.1").IncMajor}}""", "0.0.0")]
    [InlineData("""{{(semver "1.18446744073709551615.1").IncMinor}}""", "1.0.0")]
    [InlineData("""{{(semver "1.1.18446744073709551615").IncPatch}}""", "1.1.0")]
    public void Method_AnyVersion_ReturnsWhatSprigReturns(string template, string expected) =>
        SprigRendering.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("""{{(semver "1.0.0").SetPrerelease "a.+"}}""", "error calling SetPrerelease: Invalid Prerelease string")]
    [InlineData("""{{(semver "1.0.0").SetPrerelease "01"}}""", "error calling SetPrerelease: Version segment starts with 0")]
    public void Method_BadArgument_FailsAsInSprig(string template, string problem) =>
        SprigRendering.Fail(template).Full.ShouldEndWith(problem);

    [Theory]
    [InlineData("""{{range (semver "1.2.3")}}{{end}}""", """:1:16: executing "main.tmpl" at <"1.2.3">: range can't iterate over 1.2.3""")]
    [InlineData("""{{range list (semver "1.2.3")}}{{range .}}{{end}}{{end}}""", "<.>: range can't iterate over 1.2.3")]
    [InlineData("""{{range (semver "1.2.3").IncMajor}}{{end}}""", "range can't iterate over 2.0.0")]
    [InlineData("""{{range (toDate "2006" "2020").Location}}{{end}}""", "range can't iterate over {UTC [] []  0 0 <nil>}")]
    [InlineData("""{{range (toDate "2006" "2020")}}{{end}}""", "range can't iterate over 2020-01-01 00:00:00 +0000 UTC")]
    [InlineData("""{{range get "/a"}}{{end}}""", "range can't iterate over {/a 1}")]
    [InlineData("""{{range "x"}}{{end}}""", "range can't iterate over x")]
    [InlineData("""{{range true}}{{end}}""", "range can't iterate over true")]
    [InlineData("""{{range 1.5}}{{end}}""", "range can't iterate over 1.5")]
    public void Range_ValueThatIsNotAList_IsAnErrorOfTheTemplate(string template, string problem) =>
        SprigRendering.Fail(template, ("/a", "1")).Full.ShouldEndWith(problem);

    [Theory]
    [InlineData("+02:00", "true")]
    [InlineData("+05:30", "false")]
    public void Eq_TimesInUnnamedZones_AreEqualForWholeHourOffsets(string offset, string expected) => SprigRendering.Render(
        $"{{{{$l := \"2006-01-02 Z07:00\"}}}}{{{{$a := toDate $l \"2024-07-01 {offset}\"}}}}{{{{$b := toDate $l \"2024-07-01 {offset}\"}}}}"
            + "{{eq $a $b}}")
        .ShouldBe(expected);

    [Theory]
    [InlineData("{{sprig_snakecase \"\U00016130a\"}}", "\U00016130_a")] // a digit since Unicode 16 only
    [InlineData("{{sprig_snakecase \"K\u1fbc\"}} {{sprig_kebabcase \"K\u1fbc\"}}", "k\u1fbc k\u1fbc")]
    public void Snakecase_LettersAndDigits_AreThoseOfGo(string template, string expected) =>
        SprigRendering.Render(template).ShouldBe(expected);
}
