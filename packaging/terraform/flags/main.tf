# Policies for a table of flags with no more than each program needs: who reads flags, the sync, and the writer of the journal. The table is there already, or
# is made by `confd flags init --create-table`. docs/flags.md and docs/fleet.md say why; a test compares the actions.
#
#   module "flags" {
#     source = "…/packaging/terraform/flags"
#     table  = "flags"
#   }
#
#   resource "aws_iam_role_policy_attachment" "flag_service" {
#     role       = "flags-reader"
#     policy_arn = module.flags.reader_policy_arn
#   }

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "table" {
  description = "Name of the table."
  type        = string
  default     = "flags"
}

variable "name" {
  description = "What the names of the policies begin with; by default the table's. They are the account's: a second region needs others."
  type        = string
  default     = ""
}

variable "journal" {
  description = "Name of the table's journal; by default TABLE-journal."
  type        = string
  default     = ""
}

locals {
  name    = var.name != "" ? var.name : var.table
  tables  = "arn:${data.aws_partition.current.partition}:dynamodb:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:table"
  table   = "${local.tables}/${var.table}"
  journal = "${local.tables}/${var.journal != "" ? var.journal : "${var.table}-journal"}"
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  policies = {
    # confd flags serve without a console, FlagClient, the flags of templates, commands that read.
    flag-reader = [
      { sid = "ReadFlags", actions = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"], resource = local.table },
      { sid = "FindStream", actions = ["dynamodb:DescribeTable"], resource = local.table },
      {
        sid      = "FollowStream"
        actions  = ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"]
        resource = "${local.table}/stream/*"
      },
      { sid = "FollowJournal", actions = ["dynamodb:GetItem", "dynamodb:Query"], resource = local.journal },
    ]
    # confd flags sync, and whoever changes flags by commands.
    flag-writer = [
      {
        sid      = "WriteFlags"
        actions  = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchGetItem"]
        resource = local.table
      },
      { sid = "NoteWriter", actions = ["dynamodb:GetItem", "dynamodb:PutItem"], resource = local.journal },
    ]
    # Beside the reader's, for one process: confd table journal run. Who writes the journal sets what every watcher sees.
    flag-journal-writer = [
      { sid = "WriteJournal", actions = ["dynamodb:PutItem"], resource = local.journal },
    ]
  }
}

data "aws_iam_policy_document" "flags" {
  for_each = local.policies
  dynamic "statement" {
    for_each = each.value
    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = [statement.value.resource]
    }
  }
}

resource "aws_iam_policy" "flags" {
  for_each = local.policies
  name     = "${local.name}-${each.key}"
  policy   = data.aws_iam_policy_document.flags[each.key].json
}

output "reader_policy_arn" {
  value = aws_iam_policy.flags["flag-reader"].arn
}

output "writer_policy_arn" {
  value = aws_iam_policy.flags["flag-writer"].arn
}

output "journal_writer_policy_arn" {
  value = aws_iam_policy.flags["flag-journal-writer"].arn
}
