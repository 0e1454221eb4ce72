namespace Confd.Engine.Tests.Templates.Sprig;

public sealed class DeepComparisonTests
{
    [Theory]
    [InlineData("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{$e := dict}}{{$_ := set $e \"d\" $e}}{{deepEqual $d $e}}", true)]
    [InlineData(
        "{{$d := dict}}{{$_ := set $d \"l\" (list $d)}}{{$e := dict}}{{$_ := set $e \"l\" (list $e)}}{{deepEqual $d $e}}", true)]
    [InlineData(
        "{{$d := dict \"n\" 1}}{{$_ := set $d \"z\" $d}}{{$e := dict \"n\" 2}}{{$_ := set $e \"z\" $e}}{{deepEqual $d $e}}",
        false)]
    public void DeepEqual_ValuesThatHoldThemselves_AreComparedOnce(string template, bool equal) =>
        SprigRendering.Render(template).ShouldBe(equal ? "true" : "false");

    [Theory]
    [InlineData("{{deepEqual $l $l}}", "true")]
    [InlineData("{{deepEqual $l $m}}", "true")]
    [InlineData("{{deepEqual $l $n}}", "false")]
    [InlineData("{{has $n (list $l $m)}}", "false")]
    public void DeepEqual_PartsThatAreShared_AreComparedOnce(string compare, string expected) =>
        SprigRendering.Render(
            "{{$l := list 1}}{{$m := list 1}}{{$n := list 2}}"
            + "{{range until 60}}{{$l = list $l $l}}{{$m = list $m $m}}{{$n = list $n $n}}{{end}}" + compare)
            .ShouldBe(expected);
}
