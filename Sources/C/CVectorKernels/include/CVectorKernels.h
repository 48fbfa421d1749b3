#pragma once
#include "area.h"
#include "patches.h"
#include "rows.h"
#include "sinkhorn.h"
#include "training.h"
#include "transformer.h"
