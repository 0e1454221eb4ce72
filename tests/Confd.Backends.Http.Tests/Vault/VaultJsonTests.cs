using System.Text;
using System.Text.Json;
using Confd.Backends.Http.Vault;
using Confd.TestSupport;

namespace Confd.Backends.Http.Tests.Vault;

/// <summary>Vault's responses, and how unexpected ones are handled.</summary>
public sealed class VaultJsonTests
{
    [Theory]
    [InlineData("""{"auth":{"client_token":"t","lease_duration":60,"renewable":true}}""", "t", 60, true)]
    [InlineData("""{"auth":{"client_token":"t","lease_duration":0,"renewable":false},"data":null}""", "t", 0, false)]
    [InlineData("""{"auth":{"client_token":"t"}}""", "t", 0, false)]
    [InlineData("""{"auth":{"client_token":"t","lease_duration":-5}}""", "t", 0, false)]
    [InlineData("""{"auth":{"client_token":"t","lease_duration":"60","renewable":"true"}}""", "t", 0, false)]
    [InlineData("""{"auth":{"client_token":"t","lease_duration":1e3}}""", "t", 0, false)]
    [InlineData("""{"auth":{"client_token":"t","lease_duration":9223372036854775807}}""", "t", 2147483647, false)]
    [InlineData("""{"auth":{"client_token":"t","lease_duration":7776000}}""", "t", 7776000, false)]
    public void ReadLease_Login_IsItsTokenAndLife(string json, string token, int seconds, bool isRenewable)
    {
        var lease = Read(json, root => VaultJson.ReadLease(root, 7)).ShouldNotBeNull();

        (lease.Token, lease.Life, lease.IsRenewable, lease.Since).ShouldBe((token, TimeSpan.FromSeconds(seconds), isRenewable, 7));
        lease.ToString().ShouldBe("VaultLease", "the token is a secret");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"auth":null}""")]
    [InlineData("""{"auth":[]}""")]
    [InlineData("""{"auth":{}}""")]
    [InlineData("""{"auth":{"client_token":""}}""")]
    [InlineData("""{"auth":{"client_token":null}}""")]
    public void ReadLease_NoToken_IsNone(string json) => Read(json, root => VaultJson.ReadLease(root, 0)).ShouldBeNull();

    [Theory]
    [InlineData(0, 100_000, false)]
    [InlineData(60, 59, false)]
    [InlineData(60, 60, true)]
    [InlineData(60, 61, true)]
    public void IsOver_Lease_IsTrueAfterItsLifetimeIfItHasOne(int life, int passed, bool isOver)
    {
        var clock = new FakeTimeProvider();
        var lease = new VaultLease("t", TimeSpan.FromSeconds(life), true, clock.GetTimestamp());

        clock.Advance(TimeSpan.FromSeconds(passed));

        lease.IsOver(clock).ShouldBe(isOver);
    }

    [Theory]
    [InlineData(60, true, 59, true)]
    [InlineData(60, true, 60, false)]
    [InlineData(60, false, 0, false)]
    [InlineData(0, true, 0, false)]
    public void CanBeProlonged_Lease_IfRenewableAndNotExpired(int life, bool isRenewable, int passed, bool canBe)
    {
        var clock = new FakeTimeProvider();
        var lease = new VaultLease("t", TimeSpan.FromSeconds(life), isRenewable, clock.GetTimestamp());

        clock.Advance(TimeSpan.FromSeconds(passed));

        lease.CanBeRenewed(clock).ShouldBe(canBe);
    }

    [Theory]
    [InlineData("""{"data":{"type":"kv","options":{"version":"2"}}}""", "kv", true)]
    [InlineData("""{"data":{"type":"kv","options":{"version":"1"}}}""", "kv", false)]
    [InlineData("""{"data":{"type":"kv","options":null}}""", "kv", false)]
    [InlineData("""{"data":{"type":"kv","options":{}}}""", "kv", false)]
    [InlineData("""{"data":{"type":"kv","options":{"version":2}}}""", "kv", false)]
    [InlineData("""{"data":{"type":"kv"}}""", "kv", false)]
    [InlineData("""{"data":{"type":"transit","options":[]}}""", "transit", false)]
    [InlineData("""{"data":{"type":null}}""", "", false)]
    public void ReadMount_Engine_IsItsKindAndVersion(string json, string type, bool isVersioned) =>
        Read(json, VaultJson.ReadMount).ShouldBe((type, isVersioned));

    [Theory]
    [InlineData("""{"errors":["permission denied"]}""", "permission denied")]
    [InlineData("""{"errors":["one\n","two"]}""", "one; two")]
    [InlineData("""{"errors":[]}""", "")]
    [InlineData("""{"errors":null}""", "")]
    [InlineData("""{"errors":[{"a":1},7]}""", """{"a":1}; 7""")]
    [InlineData("""{"data":{"secret":"hush"}}""", "")]
    [InlineData("[\"hush\"]", "")]
    [InlineData("\"hush\"", "")]
    [InlineData("bad gateway", "bad gateway")]
    [InlineData("", "")]
    [InlineData("{\"errors\":[", "{\"errors\":[")]
    [InlineData("""{"errors":["\ud800"]}""", """{"errors":["\ud800"]}""")]
    public void ReadErrors_Body_ReturnsItsErrorsAndNoData(string body, string expected) =>
        VaultJson.ReadErrors(Encoding.UTF8.GetBytes(body)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"data":{"keys":[]}}""", "")]
    [InlineData("""{"data":{"keys":["a","b/","","ä"]}}""", "a|b/||ä")]
    public void ReadNames_Folder_IsItsNames(string json, string expected) =>
        string.Join('|', Read(json, VaultJson.ReadNames)).ShouldBe(expected);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":{"keys":null}}""")]
    [InlineData("""{"data":{"keys":{"a":1}}}""")]
    [InlineData("""{"data":{"keys":[7]}}""")]
    [InlineData("""{"data":{"keys":[null]}}""")]
    public void ReadNames_AnythingElse_IsRefused(string json) => Should.Throw<Exception>(() => Read(json, VaultJson.ReadNames));

    // Rows are what json.Marshal of Go gives for a map that json.Unmarshal with UseNumber has read.
    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""[1.50,-0,1e5,1E400,12345678901234567890]""", """[1.50,-0,1e5,1E400,12345678901234567890]""")]
    [InlineData("""[true,false,null,[],{}]""", """[true,false,null,[],{}]""")]
    [InlineData(""" { "a" : [ 1 , { "c" : 1 , "b" : 2 } ] } """, """{"a":[1,{"b":2,"c":1}]}""")]
    [InlineData(""" "<a href='x'>&\u2028\u2029" """, "\"\\u003ca href='x'\\u003e\\u0026\\u2028\\u2029\"")]
    [InlineData(""" "\"\\\/\b\f\n\r\t\u0001\u001f\u007f" """, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\"")]
    [InlineData(""" "\u00e9\u65e5\ud83d\ude00" """, "\"é日😀\"")]
    [InlineData("""{"\ud83d\ude00":1,"\uffee":2,"é":3,"z":4}""", """{"z":4,"é":3,"￮":2,"😀":1}""")]
    [InlineData("""{"":0}""", """{"":0}""")]
    public void GoJson_Value_IsWrittenAsGoWritesIt(string json, string expected) => Read(json, GoJson.Write).ShouldBe(expected);

    [Theory]
    [InlineData(1, """{"data":{"u":"x","n":1.50}}""", """/kv/app={"n":1.50,"u":"x"} /kv/app/n=1.50 /kv/app/u=x""")]
    [InlineData(
        2, """{"data":{"data":{"u":"x"},"metadata":{"version":3}}}""", """/kv/app/u=x /kv/data/app={"u":"x"}""")]
    [InlineData(2, """{"data":{"data":null,"metadata":{}}}""", "/kv/data/app=null")]
    [InlineData(1, """{"data":null}""", "/kv/app=null")]
    [InlineData(
        1,
        """{"data":{"a":{"b":{"c":"1"},"d":null},"e":[],"f":true}}""",
        """/kv/app={"a":{"b":{"c":"1"},"d":null},"e":[],"f":true} /kv/app/a/b/c=1 /kv/app/e=[] /kv/app/f=true""")]
    [InlineData(1, """{"data":{"x/y":"1","/z/":"2"}}""", """/kv/app={"/z/":"2","x/y":"1"} /kv/app/x/y=1 /kv/app/z=2""")]
    [InlineData(1, """{"data":{"empty":""}}""", """/kv/app={"empty":""} /kv/app/empty=""")]
    public void SecretKeys_Secret_AreItsJsonAndItsMembers(int version, string answer, string expected)
    {
        var keys = new SecretKeys(new ReadingBudget("vault", 0));

        Read(answer, root =>
        {
            keys.Add(new VaultMount("kv", version == 2), "app", root);
            return 0;
        });

        string.Join(' ', keys.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={Encoding.UTF8.GetString(pair.Value.Span)}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData(1, "{}")]
    [InlineData(2, """{"data":{}}""")]
    [InlineData(2, """{"data":null}""")]
    [InlineData(2, """{"data":"text"}""")]
    public void SecretKeys_ResponseWithoutData_IsRefused(int version, string answer) => Should.Throw<Exception>(() => Read(answer, root =>
    {
        new SecretKeys(new ReadingBudget("vault", 0)).Add(new VaultMount("kv", version == 2), "app", root);
        return 0;
    }));

    private static T Read<T>(string json, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(json);
        return read(document.RootElement);
    }
}
