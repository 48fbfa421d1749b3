#pragma once
#include "area.h"
#include "quantized.h"
#include "rows.h"
#include "sinkhorn.h"
#include "training.h"
#include "transformer.h"
#include "transport.h"
