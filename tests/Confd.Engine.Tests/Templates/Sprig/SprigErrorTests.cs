namespace Confd.Engine.Tests.Templates.Sprig;

/// <summary>Errors about a value do not show the value.</summary>
public sealed class SprigErrorTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("{{fail (getv \"/s\")}}")]
    [InlineData("{{fail (printf \"no %s here\" (getv \"/s\"))}}")]
    [InlineData("{{required (getv \"/s\") nil}}")]
    [InlineData("{{mustToDate \"2006\" (getv \"/s\")}}")]
    [InlineData("{{mustToDate (getv \"/s\") \"x\"}}")]
    [InlineData("{{mustToDate \"2006\" (printf \"2006%s\" (getv \"/s\"))}}")]
    [InlineData("{{mustDateModify (getv \"/s\") now}}")]
    [InlineData("{{mustDateModify (printf \"1h2%s\" (getv \"/s\")) now}}")]
    [InlineData("{{urlParse (printf \"http://h:%s/\" (getv \"/s\"))}}")]
    [InlineData("{{urlParse (printf \"http://h/%%%s\" (getv \"/s\"))}}")]
    [InlineData("{{urlParse (printf \"http://[%s]/\" (getv \"/s\"))}}")]
    [InlineData("{{urlJoin (dict \"userinfo\" (printf \"%s /\" (getv \"/s\")))}}")]
    [InlineData("{{semverCompare (getv \"/s\") \"1.0.0\"}}")]
    [InlineData("{{semver (getv \"/s\")}}")]
    [InlineData("{{mustRegexFind (printf \"(%s\" (getv \"/s\")) \"x\"}}")]
    [InlineData("{{regexFindAll (printf \"%s(\" (getv \"/s\")) \"x\" -1}}")]
    [InlineData("{{mustFromJson (getv \"/s\")}}")]
    [InlineData("{{decryptAES \"k\" (getv \"/s\")}}")]
    [InlineData("{{sprig_genSelfSignedCert \"x\" (list (getv \"/s\")) nil 1}}")]
    [InlineData("{{sprig_genSelfSignedCert \"x\" (list (list (getv \"/s\"))) nil 1}}")]
    [InlineData("{{sprig_genCAWithKey \"x\" 1 (getv \"/s\")}}")]
    [InlineData("{{sprig_genCAWithKey \"x\" 1 (printf \"-----BEGIN %s-----\\nAAAA\\n-----END %s-----\" (getv \"/s\") (getv \"/s\"))}}")]
    [InlineData(
        "{{sprig_genCAWithKey \"x\" 1 (printf \"-----BEGIN EC PRIVATE KEY-----\\n%s\\n-----END EC PRIVATE KEY-----\" "
        + "(b64enc (getv \"/s\")))}}")]
    [InlineData("{{buildCustomCert (getv \"/s\" | b64enc) \"\"}}")]
    [InlineData("{{mustMerge (dict \"a\" (sprig_split \",\" \"a\")) (dict \"a\" (dict \"x\" (list (getv \"/s\"))))}}")]
    public void Render_FailureAboutAValue_IsReportedWithoutIt(string template)
    {
        var text = SprigRendering.Fail(template, ("/s", Secret));

        text.Redacted.ShouldNotContain(Secret);
        text.Redacted.ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Secret)));
    }

    [Theory]
    [InlineData("{{fail \"no port for web\"}}", "no port for web")]
    [InlineData("{{fail (printf \"no port for %s\" \"web\")}}", "no port for web")]
    [InlineData("{{range gets \"/app/*\"}}{{fail (printf \"bad key %s\" .Key)}}{{end}}", "bad key /app/name")]
    [InlineData("{{fail (getv \"/app/name\")}}", "a string of 7 bytes")]
    [InlineData("{{required \"no port\" (getv \"/app/none\" \"\")}}", "no port")]
    public void Fail_Message_IsShown(string template, string message) =>
        SprigRendering.Fail(template, ("/app/name", Secret)).Redacted.ShouldEndWith(": " + message);

    [Theory]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{deepCopy $d}}")]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{$e := dict}}{{$_ := set $e \"d\" $e}}{{merge $d $e}}")]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{mustToJson $d}}")]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{toString $d}}")]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{list $d | sprig_join \",\"}}")]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{mustToToml $d}}")]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{mustToYaml $d}}")]
    public void Render_ValueThatHoldsItself_IsAnError(string template) =>
        SprigRendering.Fail(template).Full.ShouldContain(": error calling ");

    [Theory]
    [InlineData("index")]
    [InlineData("slice")]
    public void Render_PartOfAPointer_NamesWhatItPointsTo(string function) =>
        SprigRendering.Fail($"{{{{{function} (semver \"1.2.3\") 1}}}}").Full.ShouldEndWith($"can't {function} item of type semver.Version");

    [Theory]
    [InlineData("{{until 9223372036854775807}}")]
    [InlineData("{{untilStep 0 9223372036854775807 2}}")]
    [InlineData("{{sprig_seq 9223372036854775806}}")]
    [InlineData("{{sprig_repeat 9223372036854775807 \"ab\"}}")]
    [InlineData("{{sprig_repeat 4000000000 \"ab\"}}")]
    [InlineData("{{sprig_indent 4000000000 \"a\"}}")]
    [InlineData("{{sprig_randAlpha 4000000000}}")]
    [InlineData("{{chunk 0 (list 1)}}")]
    public void Render_ResultBeyondTheLimit_IsAnError(string template) =>
        SprigRendering.Fail(template).Full.ShouldContain(": error calling ");
}
