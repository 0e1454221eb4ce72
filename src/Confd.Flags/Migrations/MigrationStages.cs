namespace Confd.Flags.Migrations;

/// <summary>The names of stages, as flags serve them.</summary>
public static class MigrationStages
{
    /// <summary>The name in flags and events, such as <c>dualwrite</c>.</summary>
    public static string NameOf(MigrationStage stage) => stage switch
    {
        MigrationStage.Off => "off",
        MigrationStage.DualWrite => "dualwrite",
        MigrationStage.Shadow => "shadow",
        MigrationStage.Live => "live",
        MigrationStage.RampDown => "rampdown",
        MigrationStage.Complete => "complete",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "no such stage"),
    };

    /// <summary>The stage with that name; null where there is none.</summary>
    public static MigrationStage? Find(string? name)
    {
        foreach (var stage in Enum.GetValues<MigrationStage>())
        {
            if (NameOf(stage) == name)
            {
                return stage;
            }
        }

        return null;
    }
}
