namespace Confd.Engine.Tests.Templates.Sprig;

/// <summary>Values that do not go together; what is expected was taken from sprig 3.3.0 with mergo 1.0.1.</summary>
public sealed class DictMergeTests
{
    [Theory]
    [InlineData("""(dict "a" (semver "1.0.0")) (dict "a" (dict "x" 1))""", "", "map[a:map[x:1]]")]
    [InlineData("""(dict "a" (dict)) (dict "a" (semver "1.0.0")) (dict "a" (dict "x" 1))""", "", "map[a:map[x:1]]")]
    [InlineData("""(dict "a" (semver "1.0.0")) (dict "a" (semver "1.0.0").IncMajor)""", "map[a:1.0.0]", "map[a:2.0.0]")]
    [InlineData("""(dict "a" (semver "1.0.0").IncMajor) (dict "a" (dict "x" 1))""", "map[a:2.0.0]", "map[a:map[x:1]]")]
    [InlineData("""(dict "a" (dict "x" 1)) (dict "a" (semver "1.0.0"))""", "map[a:map[x:1]]", "map[a:1.0.0]")]
    [InlineData("""(dict "a" (get "/a")) (dict "a" (list 1))""", "map[a:{/a 1}]", "map[a:[1]]")]
    [InlineData("""(dict "a" (get "/a")) (dict "a" (get "/a"))""", "map[a:{/a 1}]", "map[a:{/a 1}]")]
    [InlineData(
        """(dict "b" (sprig_split "," "a,b")) (dict "b" (sprig_split "," "x,y,z"))""",
        "map[b:map[_0:a _1:b _2:z]]", "map[b:map[_0:x _1:y _2:z]]")]
    [InlineData("""(dict "b" (sprig_split "," "a,b")) (dict "b" (dict "_0" ""))""", "map[b:map[_0:a _1:b]]", null)]
    public void Merge_ValuesOfOtherTypes_AreMergedAsInSprig(string maps, string kept, string? overwritten)
    {
        SprigRendering.Render($"{{{{merge {maps}}}}}", ("/a", "1")).ShouldBe(kept);
        if (overwritten is not null)
        {
            SprigRendering.Render($"{{{{mergeOverwrite {maps}}}}}", ("/a", "1")).ShouldBe(overwritten);
        }
    }

    [Theory]
    [InlineData("""mustMerge (dict "a" (semver "1.0.0")) (dict "a" (dict "x" 1))""", "src and dst must be of same type")]
    [InlineData("""merge (dict "a" (get "/a")) (dict "a" (dict "x" 1))""", "reflect: call of reflect.Value.Field on map Value")]
    [InlineData(
        """mergeOverwrite (dict "a" (get "/a")) (dict "a" (semver "1.0.0"))""",
        "reflect: call of reflect.Value.Field on ptr Value")]
    [InlineData(
        """mergeOverwrite (dict "b" (sprig_split "," "a,b")) (dict "b" (dict "_0" "c"))""",
        "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string")]
    [InlineData(
        """merge (dict "b" (sprig_split "," "a,b")) (dict "b" (dict "_2" "c"))""",
        "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string")]
    [InlineData(
        """mustMerge (dict "b" (sprig_split "," "a,b")) (dict "b" (dict "_2" (until 2)))""",
        "reflect.Value.SetMapIndex: value of type []int is not assignable to type string")]
    [InlineData(
        """mustMerge (dict "b" (sprig_split "," "a,b")) (dict "b" (dict "_0" (list 1)))""",
        "reflect: call of reflect.Value.IsNil on string Value")]
    public void Merge_IncompatibleValues_FailsAsInSprig(string call, string problem) =>
        SprigRendering.Fail($"{{{{{call}}}}}", ("/a", "1")).Full.ShouldEndWith(problem);
}
