using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Contexts;

public sealed class EvaluationContextEqualityTests
{
    [Theory]
    [InlineData("""{"kind":"user","key":"a","x":1,"y":{"z":[1]}}""", """{"y":{"z":[1.0]},"x":1,"key":"a","kind":"user"}""", true)]
    [InlineData("""{"key":"a","custom":{"x":1}}""", """{"kind":"user","key":"a","x":1}""", true)]
    [InlineData("""{"kind":"user","key":"a","anonymous":false}""", """{"kind":"user","key":"a"}""", true)]
    [InlineData("""{"kind":"multi","a":{"key":"1"},"b":{"key":"2"}}""", """{"kind":"multi","b":{"key":"2"},"a":{"key":"1"}}""", true)]
    [InlineData(
        """{"kind":"user","key":"a","_meta":{"privateAttributes":["x","/y/z"]}}""",
        """{"kind":"user","key":"a","_meta":{"privateAttributes":["/y/z","/x"]}}""",
        true)]
    [InlineData(
        """{"kind":"user","key":"a","_meta":{"privateAttributes":["/a~1b"]}}""",
        """{"kind":"user","key":"a","_meta":{"privateAttributes":["a/b"]}}""",
        true)]
    [InlineData("""{"kind":"user","key":"a"}""", """{"kind":"user","key":"b"}""", false)]
    [InlineData("""{"kind":"user","key":"a"}""", """{"kind":"org","key":"a"}""", false)]
    [InlineData("""{"kind":"user","key":"a","name":"n"}""", """{"kind":"user","key":"a"}""", false)]
    [InlineData("""{"kind":"user","key":"a","anonymous":true}""", """{"kind":"user","key":"a"}""", false)]
    [InlineData("""{"kind":"user","key":"a","x":1}""", """{"kind":"user","key":"a","x":2}""", false)]
    [InlineData("""{"kind":"user","key":"a","x":1}""", """{"kind":"user","key":"a"}""", false)]
    [InlineData("""{"kind":"user","key":"a","_meta":{"privateAttributes":["x"]}}""", """{"kind":"user","key":"a"}""", false)]
    [InlineData("""{"kind":"multi","a":{"key":"1"},"b":{"key":"2"}}""", """{"kind":"multi","a":{"key":"1"},"c":{"key":"2"}}""", false)]
    [InlineData("""{"kind":"user","key":""}""", """{"kind":"user","key":""}""", false)]
    public void Equals_TwoContexts_ComparesWhatTheyHold(string one, string other, bool expected)
    {
        var (left, right) = (EvaluationContext.Parse(one), EvaluationContext.Parse(other));

        left.Equals(right).ShouldBe(expected);
        right.Equals((object)left).ShouldBe(expected);
        left.Equals(left).ShouldBeTrue();
        left.Equals(null).ShouldBeFalse();
        if (expected)
        {
            left.GetHashCode().ShouldBe(right.GetHashCode());
        }
    }

    [Fact]
    public void PrivateNames_NameWithSlashes_IsTakenLiterally()
    {
        var literal = EvaluationContext.Builder("a").PrivateNames("/address/street").Build();

        literal.ShouldBe(EvaluationContext.Builder("a").Private("/~1address~1street").Build());
        literal.ShouldNotBe(EvaluationContext.Builder("a").Private("/address/street").Build());
        EvaluationContext.Builder("a").PrivateNames("plain").Build().PrivateAttributes.ShouldBe(["plain"]);
    }
}
