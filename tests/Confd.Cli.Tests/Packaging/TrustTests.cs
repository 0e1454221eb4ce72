using System.Text.Json;
using System.Text.RegularExpressions;

namespace Confd.Cli.Tests.Packaging;

/// <summary>Who may take the roles of Terraform and CloudFormation: the services, accounts and names that the other files give.</summary>
public sealed partial class TrustTests
{
    private static readonly string Terraform = File.ReadAllText(PackagingFiles.Path("terraform/main.tf"));
    private static readonly string CloudFormation = File.ReadAllText(PackagingFiles.Path("cloudformation/confd.yaml"));

    private static string Role
    {
        get
        {
            // By default the table's name.
            Terraform.ShouldContain("name             = var.name != \"\" ? var.name : var.table");
            Terraform.ShouldContain("name               = \"${local.name}-reader\"");
            return $"arn:aws:iam::111122223333:role/{DefaultTable().Match(Terraform).Groups["name"].Value}-reader";
        }
    }

    [Fact]
    public void Services_ThatMayTakeTheRole_AreTheSameInBothFiles()
    {
        var services = Service().Matches(Line(Terraform, "description = \"Of ec2")).Select(match => match.Value).ToList();

        services.ShouldBe(["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "pods.eks.amazonaws.com"]);
        Service().Matches(Line(CloudFormation, "AllowedValues: [ec2")).Select(match => match.Value).ShouldBe(services);
    }

    // Those of roles and policies are the account's, and tables of a name are in many regions.
    [Fact]
    public void Names_UniqueInAnAccount_DoNotUseTheNameOfTheTable()
    {
        var global = Terraform.Split("resource ").Where(text => text.StartsWith("\"aws_iam", StringComparison.Ordinal)).ToList();

        global.Count.ShouldBeGreaterThan(3);
        global.ShouldAllBe(text => !text.Contains("${var.table}", StringComparison.Ordinal));
        CloudFormation.ShouldNotContain("RoleName:");
        CloudFormation.ShouldNotContain("ManagedPolicyName:");
    }

    [Fact]
    public void Tables_OfCloudFormation_OutliveTheStack()
    {
        var tables = CloudFormation.Split("Type: AWS::DynamoDB::Table").Skip(1).ToList();

        tables.Count.ShouldBe(2);
        tables.ShouldAllBe(table => table.StartsWith(
            "\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Rights_OfServices_AreThoseThatTheyRequest()
    {
        foreach (var file in new[] { Terraform, CloudFormation })
        {
            // Pod Identity tags its sessions, and an instance has no role but that of its profile.
            file.ShouldContain("sts:TagSession");
            file.ShouldContain("sts:AssumeRole");
            InstanceProfile().IsMatch(file).ShouldBeTrue();
        }

        Terraform.ShouldContain("sts:AssumeRoleWithWebIdentity");
        Terraform.ShouldContain("system:serviceaccount:${account}");
    }

    [Fact]
    public void Example_OfTheModule_HasOneArgumentALineAndTheAccountsOfTheManifests()
    {
        var lines = Terraform.Split('\n').SkipWhile(line => !line.Contains("module \"", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("#     ", StringComparison.Ordinal)).ToList();
        var accounts = Line(Terraform, "#     service_accounts");

        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(line => line.Count(character => character == '=') == 1);
        lines.Select(line => line.Trim('#', ' ').Split(' ')[0]).Where(name => name != "source")
            .ShouldAllBe(name => Terraform.Contains($"variable \"{name}\"", StringComparison.Ordinal));
        foreach (var file in new[] { "kubernetes/sidecar.yaml", "kubernetes/daemonset.yaml" })
        {
            var account = PackagingFiles.Documents(file).Single(document => document.TextAt("kind") == "ServiceAccount");
            accounts.ShouldContain($"\"{account.TextAt("metadata.namespace") ?? "default"}:{account.TextAt("metadata.name")}\"");
            account.EntriesAt("metadata.annotations")["eks.amazonaws.com/role-arn"].ShouldBe(Role);
        }

        File.ReadAllText(PackagingFiles.Path("helm/confd/values.yaml")).ShouldContain(Role);
    }

    [Fact]
    public void EcsTask_TakesTheRoleWritesItsVolumesAndKeepsItsLogs()
    {
        using var task = JsonDocument.Parse(File.ReadAllText(PackagingFiles.Path("ecs/task.json")));
        var containers = task.RootElement.GetProperty("containerDefinitions").EnumerateArray().ToList();

        task.RootElement.GetProperty("taskRoleArn").GetString().ShouldBe(Role);

        // What has to run as long as the task does is started again.
        containers.Where(container => !container.GetProperty("essential").GetBoolean() && !Ends(container))
            .Select(container => container.GetProperty("restartPolicy").GetProperty("enabled").GetBoolean()).ShouldBe([true]);

        // A volume of a task is root's, with mode 0755.
        containers.Where(Writes).Select(container => container.GetProperty("user").GetString()).ShouldBe(["0", "0"]);
        foreach (var log in containers.Select(container => container.GetProperty("logConfiguration")))
        {
            log.GetProperty("logDriver").GetString().ShouldBe("awslogs");
            log.GetProperty("options").EnumerateObject().Select(option => option.Name)
                .ShouldBe(["awslogs-group", "awslogs-region", "awslogs-stream-prefix"]);
        }

        containers.Select(container => container.GetProperty("logConfiguration").GetProperty("options"))
            .Select(options => options.GetProperty("awslogs-stream-prefix").GetString())
            .ShouldBe(containers.Select(container => container.GetProperty("name").GetString()));
    }

    private static bool Ends(JsonElement container) =>
        container.GetProperty("command").EnumerateArray().Any(word => word.GetString() == "--onetime");

    private static bool Writes(JsonElement container) =>
        container.GetProperty("mountPoints").EnumerateArray().Any(mount => !mount.TryGetProperty("readOnly", out _));

    private static string Line(string text, string part) =>
        text.Split('\n').Single(line => line.Contains(part, StringComparison.Ordinal));

    [GeneratedRegex(@"variable ""table"" \{[^}]*default\s*=\s*""(?<name>[^""]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex DefaultTable();

    [GeneratedRegex(@"[a-z0-9.-]+\.amazonaws\.com")]
    private static partial Regex Service();

    [GeneratedRegex("aws_iam_instance_profile\" \"reader\"|AWS::IAM::InstanceProfile")]
    private static partial Regex InstanceProfile();
}
